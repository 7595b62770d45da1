import type { Context, Hono } from 'hono'
import type { LocalPath } from '../base/local-path.ts'
import { findGoodRecoveryLink, useRecoveryLink } from '../core/recovery-links/use-recovery-link.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import type { Html } from '../web/html.ts'
import { statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { expired } from './expired.ts'
import type { LoginDeps } from './login-deps.ts'
import { recoveryEndedPage, recoveryPage } from './pages/recovery-page.ts'
import { runTraced } from './run-traced.ts'

type Visited = Context<FrontEnv>

/** Where ways to sign in are mended. */
const SETTINGS = '/console/settings' as LocalPath

export function mountRecovery(routes: Hono<FrontEnv>, deps: LoginDeps): void {
  routes.get('/recover', async (c) => {
    const token = new URL(c.req.url).searchParams.get('link') ?? ''
    const { organization, brand } = c.env.visit
    const good = await findGoodRecoveryLink(deps, { organization, token })
    if (!good) return sendEnded(c)
    return send(c, recoveryPage({ organization: brand, login: good.user.login, link: token }))
  })

  routes.post('/recover', async (c) => {
    const { organization } = c.env.visit
    requireSameOrigin(c.req.raw.headers, organization.url)
    const form = await readForm(c.req.raw, { once: ['link'] })
    const named = { organization, token: form.get('link') ?? '' }
    if (!(await findGoodRecoveryLink(deps, named))) return sendEnded(c)
    return signIn(deps, c, named.token)
  })
}

/** Like any proof of who it is, it is the first factor only: a second one is asked for as ever. */
function signIn(deps: LoginDeps, c: Visited, token: string): Promise<Response> {
  const { visit } = c.env
  const cookieHeader = c.req.header('cookie')
  const leg = { cookieHeader, outcome: 'succeeded', tryAgainHref: '/login' } as const
  return runTraced(deps, visit, leg, (trace) =>
    deps.db.transaction().execute(async (tx) => {
      const { organization } = visit
      const user = await trace.step('check_recovery_link', async () => {
        const owner = await useRecoveryLink(tx, deps, { organization, token })
        if (!owner) throw expired()
        trace.about({ userId: owner.id })
        return owner
      })
      const proof = { amr: ['recovery'] }
      const proved = { user, proof, returnTo: SETTINGS, cookieHeader }
      return completeSignIn({ ...deps, db: tx, trace }, visit, proved)
    }),
  )
}

const sendEnded = (c: Visited) =>
  send(c, recoveryEndedPage({ organization: c.env.visit.brand }), statusOf('not_found'))

function send(c: Visited, page: Html, status = 200): Response {
  // The address holds the secret: it goes nowhere, not even to this origin's own pages.
  const headers = { 'referrer-policy': 'no-referrer' }
  return sendPage(page, { status, https: c.env.visit.secure, headers })
}
