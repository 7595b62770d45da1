/**
 * What a signed-in person sees of the organization itself.
 *
 *   GET  /                         the dashboard of tiles; `q` searches
 *   GET  /account                  name, e-mail and sessions
 *   POST /account/sessions/end     ends one of the person's own sessions
 *   POST /account/sessions/others  ends all but this one
 *   /api/v1/sessions/me            who is signed in, for Okta's browser library   okta-session-routes.ts
 *
 * Whoever is not signed in is sent to the login screen, and back here afterwards. How people sign
 * in, and what a tile does when it is opened, this folder does not know.
 */
import { type Context, Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { type Application, hasTile } from '../core/applications/application.ts'
import { listApplicationsOfUser } from '../core/applications/application-store.ts'
import { endSession } from '../core/sessions/end-session.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { listSessionsOfUser } from '../core/sessions/session-store.ts'
import { displayName, mayOpenConsole } from '../core/users/user.ts'
import { readSession } from '../front/session-cookie.ts'
import type { FrontEnv } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readForm } from '../web/form.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { oktaSessionRoutes } from './okta-session-routes.ts'
import { accountPage } from './pages/account-page.ts'
import { dashboardPage } from './pages/dashboard-page.ts'

/** The sign-out button's form ends at the provider, where a connection says so. */
const SIGN_OUT_LEADS_TO = 'anywhere'

type Deps = { db: Db; now: Clock }

export function portalRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  routes.route('/', oktaSessionRoutes(deps))

  routes.get('/', async (c) => {
    const signedIn = await whoIsHere(deps, c)
    return signedIn ? dashboard(deps, c, signedIn) : c.redirect('/login', 303)
  })

  routes.get('/account', async (c) => {
    const signedIn = await whoIsHere(deps, c)
    return signedIn ? account(deps, c, signedIn) : c.redirect('/login?return_to=/account', 303)
  })

  routes.post('/account/sessions/:which{end|others}', async (c) => {
    requireSameOrigin(c.req.raw.headers, c.env.visit.organization.url)
    const form = await readForm(c.req.raw, { once: ['session'] })
    const signedIn = await whoIsHere(deps, c)
    if (!signedIn) return c.redirect('/login?return_to=/account', 303)
    await endSessions(deps, signedIn, c.req.param('which'), form.get('session'))
    return c.redirect('/account?done=1', 303)
  })
  return routes
}

function whoIsHere({ db, now }: Deps, c: Context<FrontEnv>): Promise<SignedIn | undefined> {
  return readSession(db, c.env.visit, c.req.header('cookie'), now())
}

async function dashboard(
  { db }: Deps,
  c: Context<FrontEnv>,
  { user }: SignedIn,
): Promise<Response> {
  const { organization } = c.env.visit
  const search = (c.req.query('q') ?? '').slice(0, 100)
  const wanted = search.trim().toLowerCase()
  const applications = await listApplicationsOfUser(db, organization.id, user.id)
  const shown = applications
    .filter(hasTile)
    .filter(({ label }) => label.toLowerCase().includes(wanted))
  return sendPage(dashboardPage({ ...header(c, user), tiles: shown.map(tileOf), search }), {
    https: c.env.visit.secure,
    formsLeadTo: SIGN_OUT_LEADS_TO,
  })
}

function tileOf({ id, linkId, label, settings }: Application) {
  return { name: label, href: `/home/oidc_client/${id}/${linkId}`, logoUrl: settings.logoUri }
}

async function account(
  { db, now }: Deps,
  c: Context<FrontEnv>,
  { user, session: current }: SignedIn,
): Promise<Response> {
  const sessions = await listSessionsOfUser(db, user.id, now())
  const page = accountPage({
    ...header(c, user),
    email: user.email,
    login: user.login,
    sessions: sessions.map((session) => ({
      id: session.uid,
      userAgent: session.userAgent || undefined,
      address: session.address,
      signedInAt: session.authenticatedAt,
      current: session.uid === current.uid,
    })),
    endSessionAction: '/account/sessions/end',
    endOtherSessionsAction: '/account/sessions/others',
    ...(c.req.query('done') === '1' && { notice: 'Done: what you ended is signed out.' }),
  })
  return sendPage(page, { https: c.env.visit.secure, formsLeadTo: SIGN_OUT_LEADS_TO })
}

function header(c: Context<FrontEnv>, user: SignedIn['user']) {
  return {
    organization: c.env.visit.organization,
    personName: displayName(user),
    homeHref: '/',
    accountHref: '/account',
    consoleHref: mayOpenConsole(user) ? '/console/' : undefined,
    signOutAction: '/logout',
  }
}

/** Only sessions of the person who asks: a uid of somebody else's is not among them. */
async function endSessions(
  { db, now }: Deps,
  { user, session: current }: SignedIn,
  which: string,
  uid: string | null,
): Promise<void> {
  const sessions = await listSessionsOfUser(db, user.id, now())
  const ended = sessions.filter((session) =>
    which === 'others' ? session.uid !== current.uid : session.uid === uid,
  )
  for (const session of ended) await endSession(db, session, now())
}
