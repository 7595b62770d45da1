import type { Hono } from 'hono'
import { PASSKEY_SCRIPT, sendPasskeyScript } from '../front/passkey-script.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { isAnsweredOnScreen } from './answer-on-screen.ts'
import type { LoginDeps } from './login-deps.ts'
import { passkeySignIn } from './passkey-sign-in.ts'
import { runTraced } from './run-traced.ts'
import { sendLoginScreen } from './send-login-screen.ts'
import { readSignInRequest, withSignInRequest } from './sign-in-request.ts'

export function mountPasskeys(routes: Hono<FrontEnv>, deps: LoginDeps): void {
  routes.get(PASSKEY_SCRIPT, (c) => sendPasskeyScript(c.env.visit))

  routes.post('/login/passkey', async (c) => {
    const { visit } = c.env
    requireSameOrigin(c.req.raw.headers, visit.organization.url)
    const form = await readForm(c.req.raw, { once: ['credential', 'return_to'] })
    const cookieHeader = c.req.header('cookie')
    const request = readSignInRequest(form)
    const { returnTo } = request
    const leg = {
      cookieHeader,
      begun: await deps.findAttempt?.(visit, { returnTo, cookieHeader }),
      outcome: 'succeeded',
      tryAgainHref: withSignInRequest('/login', { returnTo }),
      answerFailure: (error: unknown, code: string) => {
        if (!isAnsweredOnScreen(error)) return
        const refused = { error, code }
        return sendLoginScreen(deps, visit, { ...request, cookieHeader, refused })
      },
    } as const
    const credential = form.get('credential') ?? ''
    return runTraced(deps, visit, leg, (trace) =>
      passkeySignIn({ ...deps, trace }, visit, { credential, returnTo, cookieHeader }),
    )
  })
}
