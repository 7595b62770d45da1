import type { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Log } from '../base/log.ts'
import { notFoundPage } from '../web/not-found-page.ts'
import { statusOf, toProblem } from '../web/problem.ts'
import { problemPage } from '../web/problem-page.ts'
import { sendPage } from '../web/security-headers.ts'
import type { FrontEnv } from './visit.ts'

/** What no route answers, and what none foresaw, in a page of the organization's own. */
export function answerFailures(app: Hono<FrontEnv>, log: Log): void {
  app.notFound((c) => {
    const page = notFoundPage({ organization: c.env.visit.brand })
    return sendPage(page, { status: statusOf('not_found') })
  })
  app.onError((error, c) => {
    // An answer that was decided on the way, such as where to go first.
    if (error instanceof HTTPException) return error.getResponse()
    const problem = toProblem(error)
    if (problem.status === 500) log.error({ error, path: c.req.path }, 'a request failed')
    const { brand: organization } = c.env.visit
    return sendPage(problemPage({ organization, problem }), { status: problem.status })
  })
}
