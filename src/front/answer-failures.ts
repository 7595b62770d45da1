import type { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Log } from '../base/log.ts'
import { notFoundPage } from '../web/not-found-page.ts'
import { isForLog, statusOf, toProblem } from '../web/problem.ts'
import { problemPage } from '../web/problem-page.ts'
import { sendPage } from '../web/security-headers.ts'
import { wrongMethodPage } from '../web/wrong-method-page.ts'
import { findNearMiss } from './near-miss.ts'
import type { FrontEnv } from './visit.ts'

type Asked = Readonly<{ path: string | undefined; accept: string | null | undefined }>

/** For what fails before any part of the server can answer, or when what it wrote cannot be stored. */
export function answerFailed(log: Log, error: unknown, { path, accept }: Asked): Response {
  if (isForLog(error)) log.error({ error, path }, 'a request failed')
  const problem = toProblem(error)
  const { status, code, message: detail } = problem
  if (accept?.includes('text/html')) return sendPage(problemPage({ problem }), { status })
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  return Response.json({ type: 'about:blank', status, code, detail }, { status, headers })
}

/** Answers what no route does, and what none foresaw, with a page of the organization. */
export function answerFailures(app: Hono<FrontEnv>, log: Log): void {
  app.notFound((c) => {
    const { brand: organization } = c.env.visit
    const near = findNearMiss(app, c)
    if (near.kind === 'slash') return c.redirect(near.location, 308)
    if (near.kind === 'method') {
      const headers = { allow: near.allow.join(', ') }
      return sendPage(wrongMethodPage({ organization }), { status: 405, headers })
    }
    return sendPage(notFoundPage({ organization }), { status: statusOf('not_found') })
  })
  app.onError((error, c) => {
    // Not a failure but an answer, such as a redirect to where the browser must go first.
    if (error instanceof HTTPException) return error.getResponse()
    const problem = toProblem(error)
    if (isForLog(error)) log.error({ error, path: c.req.path }, 'a request failed')
    const { brand: organization } = c.env.visit
    return sendPage(problemPage({ organization, problem }), { status: problem.status })
  })
}
