import { type Context, Hono } from 'hono'
import { hasOtherWayIn } from '../core/connections/disconnect-identity.ts'
import { listIdentitiesOfUser } from '../core/connections/identity-store.ts'
import { endOtherSessions, endOwnSession } from '../core/sessions/end-own-sessions.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { listSessionsOfUser } from '../core/sessions/session-store.ts'
import { findTellers } from '../core/users/find-tellers.ts'
import { readSessionOfPage } from '../front/step-up.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { FACTORS } from './factor-routes.ts'
import { accountPage } from './pages/account-page.ts'
import { headerOf, type PortalDeps, SIGN_OUT_LEADS_TO } from './portal-page.ts'
import { mayChangeNames, PROFILE } from './profile-routes.ts'
import { readRecentSignIns } from './recent-sign-ins.ts'
import { hasPassword } from './way-in-routes.ts'

export function accountRoutes(deps: PortalDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  routes.get('/account', async (c) => {
    const signedIn = await readSessionOfPage(deps, c)
    return signedIn ? account(deps, c, signedIn) : c.redirect('/login?return_to=/account', 303)
  })

  routes.post('/account/sessions/:which{end|others}', async (c) => {
    requireSameOrigin(c.req.raw.headers, c.env.visit.organization.url)
    const form = await readForm(c.req.raw, { once: ['session'] })
    const signedIn = await readSessionOfPage(deps, c)
    if (!signedIn) return c.redirect('/login?return_to=/account', 303)
    if (c.req.param('which') === 'others') await endOtherSessions(deps, signedIn)
    else await endOwnSession(deps, signedIn, form.get('session') ?? '')
    return c.redirect('/account?done=sessions', 303)
  })
  return routes
}

const DONE: Readonly<Record<string, string>> = {
  sessions: 'Done: what you ended is signed out.',
  profile: 'Your profile is saved.',
  password: 'Your password is changed, and you are signed out everywhere else.',
  connection: 'The connection to your account has ended.',
}

async function account(
  deps: PortalDeps,
  c: Context<FrontEnv>,
  signedIn: SignedIn,
): Promise<Response> {
  const { db, now } = deps
  const { user, session: current } = signedIn
  const { organization, secure } = c.env.visit
  const [sessions, identities, signIns, tellers] = await Promise.all([
    listSessionsOfUser(db, user.id, now()),
    listIdentitiesOfUser(db, user.id),
    readRecentSignIns(deps, user),
    findTellers(db, user),
  ])
  const done = c.req.query('done') ?? ''
  const page = accountPage({
    ...headerOf(c, user),
    email: user.email,
    login: user.login,
    profile: { href: PROFILE, mayChange: mayChangeNames(organization, tellers) },
    sessions: sessions.map((session) => ({
      id: session.uid,
      userAgent: session.userAgent || undefined,
      address: session.address,
      signedInAt: session.authenticatedAt,
      lastSeenAt: session.lastSeenAt,
      current: session.uid === current.uid,
      remembered: session.remembered,
    })),
    signIns,
    endSessionAction: '/account/sessions/end',
    endOtherSessionsAction: '/account/sessions/others',
    passwordHref: hasPassword(c, signedIn) ? '/account/password' : undefined,
    factors: { href: FACTORS, count: user.secondFactors ?? 0 },
    identities: identities.map(({ connectionId, connectionName, createdAt, lastUsedAt }) => ({
      name: connectionName,
      createdAt,
      lastUsedAt,
      disconnectHref: hasOtherWayIn({ user, organization }, identities, connectionId)
        ? `/account/disconnect/${connectionId}`
        : undefined,
    })),
    notice: Object.hasOwn(DONE, done) ? DONE[done] : undefined,
  })
  return sendPage(page, { https: secure, formsLeadTo: SIGN_OUT_LEADS_TO })
}
