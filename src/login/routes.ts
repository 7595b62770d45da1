/**
 * Signing in and out: the app's end of this server.
 *
 *   GET  /login                      the screen: a button per connection, the password form  login-screen.ts
 *   POST /login                      a login and its password                                password-sign-in.ts
 *   GET  /login/{connection}         off to that connection's provider                       start-sign-in.ts
 *   GET  /sso/openid[/{connection}]  back from it: signed in, on to `return_to`              finish-sign-in.ts
 *   POST                             the same for `response_mode=form_post`
 *                                    (the way back of a test signs nobody in)                test-sign-in.ts
 *        every way in ends at                                                                complete-sign-in.ts
 *   GET  /login/factor, POST         the second factor that a pending sign-in waits for      factors/
 *   POST /login/passkey              a passkey, which says who it is and proves it           passkey-sign-in.ts
 *   GET  /sso/link, POST             an existing account is proved, then tied                link-routes.ts
 *   GET  /recover, POST              an owner gets back in by a link of the command line     recovery-routes.ts
 *   GET  /sso/openid/initiate, POST  a provider asks us to begin (a tile was clicked); the   initiate-sign-in.ts
 *                                    callback does the same when all it gets is `iss`
 *   POST /sso/openid/backchannel-logout  a provider says that somebody signed out there      logout-from-provider.ts
 *   GET  /logout                     asks whether to sign out
 *   POST /logout                     ends the session, and the provider's if so set          sign-out.ts
 *   GET  /logged-out                 where signing out ends
 *
 * Every leg runs in run-traced.ts. Only identity-provider.ts speaks the protocol. `return_to` says
 * where the person was going; this folder does not know what is there, and the provider's end knows
 * nothing of connections.
 */
import { type Context, Hono } from 'hono'
import { Failure } from '../base/errors.ts'
import { HOME, parseAddressOn } from '../base/local-path.ts'
import { findConnectionBySlug } from '../core/connections/connection-store.ts'
import { answerCookieCheck } from '../front/cookie-check.ts'
import { readSession } from '../front/session-cookie.ts'
import type { FrontEnv, Visit } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { isSameOrigin, notSameOrigin, requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { isAnsweredOnScreen } from './answer-on-screen.ts'
import { keepBrowserSecret } from './browser-secret.ts'
import { afterEmail, asksEmailFirst, EVERY_WAY, homeOf, NO_WAY_BY_EMAIL } from './email-first.ts'
import { mountFactors } from './factors/factor-routes.ts'
import { finishSignIn } from './finish-sign-in.ts'
import { initiateSignIn } from './initiate-sign-in.ts'
import { mountLink } from './link-routes.ts'
import type { LoginDeps } from './login-deps.ts'
import { logoutFromProvider } from './logout-from-provider.ts'
import { matchAttempt } from './match-attempt.ts'
import { onlyWayIn, stayingAt } from './only-way-in.ts'
import { loggedOutPage } from './pages/logged-out-page.ts'
import { signOutPage } from './pages/sign-out-page.ts'
import { mountPasskeys } from './passkey-routes.ts'
import { passwordSignIn } from './password-sign-in.ts'
import { mountRecovery } from './recovery-routes.ts'
import { refuseLoop } from './refuse-loop.ts'
import { redirect, runTraced } from './run-traced.ts'
import { sendLoginScreen } from './send-login-screen.ts'
import {
  readLoginHint,
  readSignInRequest,
  type SignInRequest,
  withSignInRequest,
} from './sign-in-request.ts'
import { LOGGED_OUT, signOut } from './sign-out.ts'
import { startSignIn } from './start-sign-in.ts'
import { finishTestSignIn } from './test-sign-in.ts'

type Visited = Context<FrontEnv>

export function loginRoutes(deps: LoginDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()

  routes.get('/login', (c) => showLogin(deps, c))
  routes.post('/login', (c) => takePassword(deps, c))
  mountLink(routes, deps)
  mountFactors(routes, deps)
  mountRecovery(routes, deps)
  mountPasskeys(routes, deps)
  routes.get('/login/:connection', (c) => {
    return start(deps, c, c.req.param('connection'), readSignInRequest(queryOf(c)))
  })

  routes.get('/sso/openid/initiate', (c) => initiate(deps, c, queryOf(c)))
  routes.post('/sso/openid/initiate', async (c) => initiate(deps, c, await readForm(c.req.raw)))
  routes.post('/sso/openid/backchannel-logout', (c) => logoutFromProvider(deps, c))
  for (const path of ['/sso/openid', '/sso/openid/:connection'] as const) {
    routes.get(path, (c) => takeCallback(deps, c, queryOf(c)))
    routes.post(path, async (c) => takeCallback(deps, c, await readForm(c.req.raw)))
  }

  routes.get('/logout', (c) => askToSignOut(deps, c))
  routes.post('/logout', (c) => {
    const { visit } = c.env
    requireSameOrigin(c.req.raw.headers, visit.organization.url)
    const cookieHeader = c.req.header('cookie')
    return runTraced(deps, visit, { cookieHeader, outcome: 'succeeded' }, (trace) =>
      signOut({ ...deps, trace }, visit, cookieHeader),
    )
  })
  routes.get(LOGGED_OUT, (c) => showLoggedOut(deps, c))

  return routes
}

const queryOf = (c: Visited) => new URL(c.req.url).searchParams

const signedInOn = ({ db, now }: LoginDeps, c: Visited) =>
  readSession(db, c.env.visit, c.req.header('cookie'), now())

async function showLogin(deps: LoginDeps, c: Visited): Promise<Response> {
  const { visit } = c.env
  const query = queryOf(c)
  if (query.get('check') === 'cookies') return answerCookieCheck(visit, c.req.header('cookie'))
  const request = readSignInRequest(query)
  if (!request.fresh && (await signedInOn(deps, c))) {
    return redirect({ location: request.returnTo, cookies: [] })
  }
  const connection = query.get('connection') ?? (await wayOnFrom(deps, visit, request, query))
  if (connection) return start(deps, c, connection, request)
  const cookieHeader = c.req.header('cookie')
  const emailFirst = asksEmailFirst(visit, request, query)
  return sendLoginScreen(deps, visit, { ...request, cookieHeader, emailFirst })
}

/** Where the browser goes at once, if anywhere. After a sign-out or a failure the screen stays. */
async function wayOnFrom(
  { db }: LoginDeps,
  visit: Visit,
  request: SignInRequest,
  query: URLSearchParams,
): Promise<string | undefined> {
  if (query.get('stay') === '1' || query.get(EVERY_WAY) === '1') return undefined
  const home = await homeOf(db, visit, request)
  return home ?? (request.fresh ? undefined : onlyWayIn(db, visit))
}

async function takePassword(deps: LoginDeps, c: Visited): Promise<Response> {
  const { visit } = c.env
  const cookieHeader = c.req.header('cookie')
  const { headers } = c.req.raw
  if (!isSameOrigin(headers, visit.organization.url)) {
    // Another site's form, or a proxy that changes the address: the trace has both origins.
    return runTraced(deps, visit, { cookieHeader, outcome: 'succeeded' }, (trace) =>
      trace.step('check_form', () => {
        throw notSameOrigin(headers, visit.organization.url)
      }),
    )
  }
  const form = await readForm(c.req.raw, {
    once: ['login', 'password', 'return_to', 'step', 'remember'],
  })
  if (form.get('step') === 'email') return takeEmail(deps, c, form)
  const login = form.get('login') ?? ''
  const request = { ...readSignInRequest(form), loginHint: login.slice(0, 320) }
  const { returnTo } = request
  const remembered = form.get('remember') === '1'
  const leg = {
    cookieHeader,
    begun: await deps.findAttempt?.(visit, { returnTo, cookieHeader }),
    outcome: 'succeeded',
    tryAgainHref: withSignInRequest('/login', { returnTo }),
    answerFailure: (error: unknown, code: string) => {
      if (!isAnsweredOnScreen(error)) return
      const refused = { error, code }
      return sendLoginScreen(deps, visit, { ...request, cookieHeader, remembered, refused })
    },
  } as const
  return runTraced(deps, visit, leg, async (trace) => {
    const password = form.get('password') ?? ''
    const typed = { login, password, remembered, returnTo, cookieHeader }
    return passwordSignIn({ ...deps, trace }, visit, typed)
  })
}

/** Where only the e-mail is asked for first, it says which way in is theirs. */
async function takeEmail(deps: LoginDeps, c: Visited, form: URLSearchParams): Promise<Response> {
  const { visit } = c.env
  const typed = (form.get('login') ?? '').slice(0, 320)
  const request = { ...readSignInRequest(form), loginHint: readLoginHint(form, 'login') }
  const location = await afterEmail(deps.db, visit, request)
  if (location) return redirect({ location, cookies: [] })
  const cookieHeader = c.req.header('cookie')
  const shown = { ...request, loginHint: typed, cookieHeader, emailFirst: true }
  const error = new Failure('invalid_input', NO_WAY_BY_EMAIL)
  return sendLoginScreen(deps, visit, { ...shown, refused: { error } })
}

async function start(
  deps: LoginDeps,
  c: Visited,
  slug: string,
  request: SignInRequest,
): Promise<Response> {
  const { visit } = c.env
  const cookieHeader = c.req.header('cookie')
  const isSignedIn = (await signedInOn(deps, c)) !== undefined
  const tryAgainHref = withSignInRequest('/login', request)
  const begun = await deps.findAttempt?.(visit, { returnTo: request.returnTo, cookieHeader })
  const leg = { cookieHeader, begun, outcome: 'going_on', tryAgainHref } as const
  return runTraced(deps, visit, leg, async (trace) => {
    const browser = keepBrowserSecret(visit, cookieHeader)
    const connection = await trace.step('find_connection', async (note) => {
      note({ connection: slug })
      const found = await findConnectionBySlug(deps.db, visit.organization.id, slug)
      if (!found?.enabled) {
        throw new Failure('not_found', 'This way of signing in does not exist, or is switched off.')
      }
      if (!isSignedIn) {
        await refuseLoop(deps, visit, { browserDigest: browser.digest, count: 'returned' })
      }
      return found
    })
    return startSignIn({ ...deps, trace }, visit, { connection, browser, ...request })
  })
}

async function takeCallback(
  deps: LoginDeps,
  c: Visited,
  parameters: URLSearchParams,
): Promise<Response> {
  const { visit } = c.env
  if (asksToBegin(parameters)) return initiate(deps, c, parameters, c.req.param('connection'))

  const cookieHeader = c.req.header('cookie')
  const back = { parameters, path: c.req.path, method: c.req.method, cookieHeader }
  const match = await matchAttempt(deps, visit, back)
  if (match.kind === 'missing' && match.reason === 'unknown') {
    const tested = await finishTestSignIn(deps, visit, back)
    if (tested) return redirect({ location: tested, cookies: [] })
  }
  const returnTo = match.attempt?.returnTo
  const leg = {
    cookieHeader,
    outcome: 'succeeded',
    begun: match.attempt && { code: match.attempt.traceCode },
    tryAgainHref: withSignInRequest('/login', returnTo ? { returnTo } : {}),
  } as const
  return runTraced(deps, visit, leg, (trace) =>
    finishSignIn({ ...deps, trace }, visit, { match, back }),
  )
}

/** People paste one address into both fields at the provider, so `iss` alone asks us to begin. */
function asksToBegin(parameters: URLSearchParams): boolean {
  const answers = ['code', 'error', 'state', 'id_token']
  return parameters.has('iss') && !answers.some((name) => parameters.has(name))
}

async function initiate(
  deps: LoginDeps,
  c: Visited,
  parameters: URLSearchParams,
  slug?: string,
): Promise<Response> {
  const { visit } = c.env
  const cookieHeader = c.req.header('cookie')
  const isSignedIn = (await signedInOn(deps, c)) !== undefined
  const target = parameters.get('target_link_uri')
  const returnTo = parseAddressOn(visit.organization.url, target) ?? HOME
  const tryAgainHref = withSignInRequest('/login', { returnTo })
  const leg = { cookieHeader, outcome: 'going_on', tryAgainHref } as const
  return runTraced(deps, visit, leg, (trace) => {
    const browser = keepBrowserSecret(visit, cookieHeader)
    return initiateSignIn({ ...deps, trace }, visit, { parameters, browser, isSignedIn, slug })
  })
}

/** Asks first, because any page can send a browser here; only our own form can answer. */
async function askToSignOut(deps: LoginDeps, c: Visited): Promise<Response> {
  const { visit } = c.env
  const signedIn = await signedInOn(deps, c)
  if (!signedIn) return redirect({ location: LOGGED_OUT, cookies: [] })
  const page = signOutPage({
    organization: visit.brand,
    account: signedIn.user.email || signedIn.user.login,
    action: '/logout',
    cancelHref: '/',
  })
  return sendPage(page, { https: visit.secure, formsLeadTo: 'anywhere' })
}

async function showLoggedOut({ db }: LoginDeps, c: Visited): Promise<Response> {
  const { visit } = c.env
  const slug = queryOf(c).get('connection')
  const connection = slug && (await findConnectionBySlug(db, visit.organization.id, slug))
  const page = loggedOutPage({
    organization: visit.brand,
    signInHref: stayingAt('/login', visit),
    stillSignedInAt: connection ? connection.name : undefined,
  })
  return sendPage(page, { https: visit.secure })
}
