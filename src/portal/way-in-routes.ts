import { type Context, Hono } from 'hono'
import { Failure } from '../base/errors.ts'
import { disconnectIdentity } from '../core/connections/disconnect-identity.ts'
import { listIdentitiesOfUser } from '../core/connections/identity-store.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'
import { isAccountSlowed, recordSlowed } from '../core/throttle/record-slowed.ts'
import { changeOwnPassword } from '../core/users/change-own-password.ts'
import { isRecent, requirePresence } from '../core/users/require-presence.ts'
import { readSessionOfPage } from '../front/step-up.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { retryAfter, statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { disconnectPage } from './pages/disconnect-page.ts'
import { passwordPage } from './pages/password-page.ts'
import { headerOf, type PortalDeps, SIGN_OUT_LEADS_TO } from './portal-page.ts'

type Asked = Context<FrontEnv>

const DISCONNECT = '/account/disconnect'

/** How a person comes in: their password, and the connections that know them. */
export function wayInRoutes(deps: PortalDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  for (const [path, show, change] of [
    ['/account/password', showPassword, takePassword],
    [`${DISCONNECT}/:connection`, showDisconnect, disconnect],
  ] as const) {
    routes.get(path, async (c) => {
      const signedIn = await readSessionOfPage(deps, c)
      return signedIn ? show(deps, c, signedIn) : c.redirect('/login?return_to=/account', 303)
    })
    routes.post(path, async (c) => {
      requireSameOrigin(c.req.raw.headers, c.env.visit.organization.url)
      const form = await readForm(c.req.raw, { once: ['present', 'wanted', 'password'] })
      const signedIn = await readSessionOfPage(deps, c)
      if (!signedIn) return c.redirect('/login?return_to=/account', 303)
      try {
        return await change(deps, c, signedIn, form)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        await tellOfSlowing(deps, c, signedIn, error)
        return show(deps, c, signedIn, error)
      }
    })
  }
  return routes
}

async function tellOfSlowing(
  { db, now }: PortalDeps,
  { env: { visit } }: Asked,
  { user }: SignedIn,
  refused: Failure,
): Promise<void> {
  if (!isAccountSlowed(refused)) return
  const { organization, address } = visit
  await recordSlowed(db, { organizationId: organization.id, userId: user.id, address }, now())
}

/** Where nobody signs in with a password, and where there is none yet, there is none to change. */
export function hasPassword(c: Asked, { user }: SignedIn): boolean {
  return user.passwordHash !== undefined && c.env.visit.organization.settings.passwordSignIn
}

async function showPassword(
  _deps: PortalDeps,
  c: Asked,
  signedIn: SignedIn,
  refused?: Failure,
): Promise<Response> {
  if (!hasPassword(c, signedIn)) return c.redirect('/account', 303)
  const { user } = signedIn
  const page = passwordPage({
    ...headerOf(c, user),
    login: user.login,
    action: '/account/password',
    refused: refused?.message,
  })
  return send(c, page, refused)
}

async function takePassword(
  deps: PortalDeps,
  c: Asked,
  signedIn: SignedIn,
  form: URLSearchParams,
): Promise<Response> {
  if (!hasPassword(c, signedIn)) return c.redirect('/account', 303)
  const present = form.get('present') ?? ''
  const wanted = form.get('wanted') ?? ''
  const { organization, address } = c.env.visit
  await changeOwnPassword(deps, { organization, ...signedIn, present, wanted, address })
  return c.redirect('/account?done=password', 303)
}

async function showDisconnect(
  { db, now }: PortalDeps,
  c: Asked,
  { user, session }: SignedIn,
  refused?: Failure,
): Promise<Response> {
  const connectionId = c.req.param('connection')
  const identities = await listIdentitiesOfUser(db, user.id)
  const identity = identities.find((each) => each.connectionId === connectionId)
  if (!identity) return c.redirect('/account', 303)
  const action = `${DISCONNECT}/${identity.connectionId}`
  const page = disconnectPage({
    ...headerOf(c, user),
    name: identity.connectionName,
    action,
    proof: isRecent(session, now())
      ? 'none'
      : user.passwordHash === undefined
        ? 'sign_in_again'
        : 'password',
    signInAgainHref: `/login?${new URLSearchParams({ return_to: action, fresh: '1' })}`,
    refused: refused?.message,
  })
  return send(c, page, refused)
}

async function disconnect(
  deps: PortalDeps,
  c: Asked,
  { user, session }: SignedIn,
  form: URLSearchParams,
): Promise<Response> {
  const password = form.get('password') ?? undefined
  const { organization, address } = c.env.visit
  await requirePresence(deps.db, { user, session, password, address }, deps.now())
  const connectionId = c.req.param('connection') ?? ''
  await disconnectIdentity(deps, { user, session, organization, connectionId })
  return c.redirect('/account?done=connection', 303)
}

function send(c: Asked, page: ReturnType<typeof passwordPage>, refused?: Failure): Response {
  const https = c.env.visit.secure
  const status = refused ? statusOf(refused.code) : 200
  const headers = refused ? retryAfter(refused) : {}
  return sendPage(page, { https, status, headers, formsLeadTo: SIGN_OUT_LEADS_TO })
}
