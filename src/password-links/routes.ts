/**
 * Links by which people set their password: because they are invited, or cannot sign in any more.
 *
 *   GET  /invite/{token}, /reset/{token}   asks for the new password; looking uses nothing up
 *   POST                                   sets it, once, and says where to sign in
 *   /password/forgot                       asks for such a link by mail
 *
 * A link that does not work gets the same answer whatever the reason. Nobody is signed in here:
 * whatever else a sign-in takes is up to the login screen.
 */
import { type Context, Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { Sealer } from '../base/seal.ts'
import type { PasswordLinkPurpose } from '../core/password-links/password-link.ts'
import {
  findGoodPasswordLink,
  setPasswordByLink,
} from '../core/password-links/set-password-by-link.ts'
import type { User } from '../core/users/user.ts'
import { knownBrowserCookie } from '../front/known-browser.ts'
import type { FrontEnv } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readForm } from '../web/form.ts'
import type { Html } from '../web/html.ts'
import { isForLog, statusOf, toProblem } from '../web/problem.ts'
import { problemPage } from '../web/problem-page.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { mountForgot } from './forgot-routes.ts'
import { linkEndedPage, passwordSetPage } from './pages/link-notice-pages.ts'
import { setPasswordPage } from './pages/set-password-page.ts'

type Deps = Readonly<{
  db: Db
  now: Clock
  log: Log
  sealer: Sealer
  /** Whether messages are sent, or wait in the outbox for administrators to read. */
  sendsMail: boolean
}>
type Visited = Context<FrontEnv>

const PURPOSES = [
  ['/invite/:token', 'invitation'],
  ['/reset/:token', 'reset'],
] as const satisfies readonly (readonly [string, PasswordLinkPurpose])[]

export function passwordLinkRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  mountForgot(routes, deps)
  for (const [path, purpose] of PURPOSES) {
    routes.get(path, (c) => ask(deps, c, { purpose, token: c.req.param('token') }))
    routes.post(path, (c) => set(deps, c, { purpose, token: c.req.param('token') }))
  }
  routes.onError((error, c) => {
    const problem = toProblem(error)
    // Without the path, which is usually logged: it contains a link that is still a secret.
    if (isForLog(error)) deps.log.error({ error }, 'a password link failed')
    const { brand: organization } = c.env.visit
    return send(c, problemPage({ organization, problem }), problem.status)
  })
  return routes
}

type Named = Readonly<{ purpose: PasswordLinkPurpose; token: string }>

async function ask(deps: Deps, c: Visited, named: Named): Promise<Response> {
  const { organization } = c.env.visit
  const good = await findGoodPasswordLink(deps, { ...named, organization })
  return good ? send(c, formPage(c, named, good.user)) : sendEnded(c)
}

async function set(deps: Deps, c: Visited, named: Named): Promise<Response> {
  const { organization, brand } = c.env.visit
  requireSameOrigin(c.req.raw.headers, organization.url)
  const form = await readForm(c.req.raw, { once: ['password'] })
  try {
    const link = { ...named, organization }
    const user = await setPasswordByLink(deps, link, form.get('password') ?? '')
    if (!user) return sendEnded(c)
    const page = passwordSetPage({ organization: brand, login: user.login })
    const cookieHeader = c.req.header('cookie')
    // They go on to the login screen, where a stranger's guesses must not slow them down.
    const shown = { userId: user.id, cookieHeader, hasShownFactor: false }
    const known = knownBrowserCookie(c.env.visit, deps.sealer, shown)
    return send(c, page, 200, [known])
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'invalid_input') throw error
    const good = await findGoodPasswordLink(deps, { ...named, organization })
    if (!good) return sendEnded(c)
    return send(c, formPage(c, named, good.user, error.message), statusOf(error.code))
  }
}

function formPage(c: Visited, { purpose }: Named, user: User, refused?: string): Html {
  const { brand: organization } = c.env.visit
  return setPasswordPage({ organization, purpose, login: user.login, refused })
}

const sendEnded = (c: Visited) =>
  send(c, linkEndedPage({ organization: c.env.visit.brand }), statusOf('not_found'))

function send(c: Visited, page: Html, status = 200, cookies: readonly string[] = []): Response {
  // The address contains a secret, so it must not even be sent as Referer to our own pages.
  const headers = { 'referrer-policy': 'no-referrer' }
  return sendPage(page, { status, https: c.env.visit.secure, headers, cookies })
}
