import type { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Log } from '../base/log.ts'
import { notFoundPage } from '../web/not-found-page.ts'
import { statusOf, toProblem } from '../web/problem.ts'
import { problemPage } from '../web/problem-page.ts'
import { sendPage } from '../web/security-headers.ts'
import type { FrontEnv } from './visit.ts'

/** Answers what no route does, and what none foresaw, with a page of the organization. */
export function answerFailures(app: Hono<FrontEnv>, log: Log): void {
  app.notFound((c) => {
    const page = notFoundPage({ organization: c.env.visit.brand })
    return sendPage(page, { status: statusOf('not_found') })
  })
  app.onError((error, c) => {
    // Not a failure but an answer, such as a redirect to where the browser must go first.
    if (error instanceof HTTPException) return error.getResponse()
    const problem = toProblem(error)
    if (problem.status === 500) log.error({ error, path: c.req.path }, 'a request failed')
    const { brand: organization } = c.env.visit
    return sendPage(problemPage({ organization, problem }), { status: problem.status })
  })
}
