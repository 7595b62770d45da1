import type { Context } from 'hono'
import { Failure } from '../base/errors.ts'
import { startTrace } from '../core/audit/trace.ts'
import { endSessionsOfConnection } from '../core/sessions/end-sessions-of-connection.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { checkLogoutToken, LONGEST_LIFE_MS } from './check-logout-token.ts'
import type { LoginDeps } from './login-deps.ts'

/**
 * A provider tells, server to server, that somebody signed out there (Back-Channel Logout 1.0
 * section 2.5): the sessions that began by it end here, and applications are told in their turn.
 * What the token names and nobody has is answered like what somebody had.
 */
export async function logoutFromProvider(deps: LoginDeps, c: Context<FrontEnv>): Promise<Response> {
  const { organization, address, userAgent } = c.env.visit
  const of = { organizationId: organization.id, side: 'app', address, userAgent } as const
  const trace = startTrace(deps.now, of)
  try {
    const token = await trace.step('check_logout_token', async (note) => {
      const form = await readForm(c.req.raw, { once: ['logout_token'] })
      const checked = await checkLogoutToken(deps, organization, form.get('logout_token') ?? '')
      trace.about({ connectionId: checked.connection.id })
      note({ sid: checked.sid ?? 'none', subject: checked.subject ?? 'none' })
      return checked
    })
    await trace.step('sign_out', async (note) => {
      const forgottenAt = deps.now() + 2 * LONGEST_LIFE_MS
      const taken = await endSessionsOfConnection(deps, token, { forgottenAt })
      if (!taken) {
        const detail = { check: 'jti', expected: 'a name that was not used', received: token.jti }
        throw new Failure('upstream_rejected', 'Its logout token came before.', { detail })
      }
      note({ sessions: taken.ended })
    })
    deps.traces.write(trace.end('succeeded'))
    return answer(200)
  } catch (error) {
    deps.traces.write(trace.end('failed'))
    if (!(error instanceof Failure)) throw error
    // The reason is for whoever may see the trace: a stranger learns nothing by trying.
    const told = `The logout token was not taken. Its reason is in the trace ${trace.code}.`
    return answer(400, { error: 'invalid_request', error_description: told })
  }
}

/** Section 2.8: nothing of it may be kept on the way. */
function answer(status: 200 | 400, body?: Readonly<Record<string, string>>): Response {
  const headers = { 'cache-control': 'no-store', 'content-type': 'application/json' }
  return new Response(body ? JSON.stringify(body) : null, {
    status,
    headers: body ? headers : { 'cache-control': 'no-store' },
  })
}
