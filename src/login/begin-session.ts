import { DAY, SECOND } from '../base/clock.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import type { Connection } from '../core/connections/connection.ts'
import { isTwoFactor } from '../core/factors/authentication-methods.ts'
import { endTrial } from '../core/organizations/passwords-off-trial.ts'
import type { Session } from '../core/sessions/session.ts'
import { insertSession } from '../core/sessions/session-store.ts'
import { newSession } from '../core/sessions/start-session.ts'
import type { User } from '../core/users/user.ts'
import { knownBrowserCookie } from '../front/known-browser.ts'
import { lastsFor, sessionCookie } from '../front/session-cookie.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { describeCaller } from '../web/browser-name.ts'
import { setCookie } from '../web/cookies.ts'
import type { LoginDeps } from './login-deps.ts'

export type Proof = Pick<Session, 'amr'> &
  Partial<Pick<Session, 'acr' | 'upstreamSid' | 'idTokenSealed'>> &
  Readonly<{
    /** Where that was before now. */
    authenticatedAt?: number | undefined
    /** They wish to stay signed in. */
    remembered?: boolean
  }>
type Proved = Proof &
  Readonly<{ user: User; connection?: Connection; cookieHeader: string | undefined }>

/** A session for this browser, told of in the audit log. Returns the cookies that carry it. */
export async function beginSession(
  { db, sealer }: Pick<LoginDeps, 'sealer'> & { db: Db },
  visit: Visit,
  { user, connection, cookieHeader, ...proof }: Proved,
  now: number,
): Promise<string[]> {
  const { organization, address, userAgent } = visit
  const connectionId = connection?.id
  const signedIn = { ...proof, address, userAgent, ...(connectionId && { connectionId }) }
  const { session, token } = newSession({ organization, user, signedIn }, now)
  const started = {
    organizationId: organization.id,
    type: 'user.session.start',
    actor: { kind: 'user', id: user.id },
    target: { kind: 'session', id: session.uid },
    detail: {
      through: connection?.slug ?? wayOf(proof),
      address,
      browser: describeCaller(userAgent),
    },
  } as const
  // Written at once, the two share a commit, with or without a transaction around them.
  await Promise.all([insertSession(db, session), recordEvent(db, started, now)])
  if (connection && organization.passwordsBackAt && isAdministrator(user)) {
    await endTrial(db, organization, started.actor, now)
  }
  const shown = { userId: user.id, cookieHeader, hasShownFactor: isTwoFactor(proof.amr) }
  const known = knownBrowserCookie(visit, sealer, shown)
  const cookies = [sessionCookie(visit, token, lastsFor(session, now)), known]
  return connection ? [...cookies, rememberConnection(visit, connection)] : cookies
}

/** Who could turn passwords on again, and is in without one. */
function isAdministrator({ role }: User): boolean {
  return role === 'owner' || role === 'admin'
}

/** What proved who it is, where that was no connection. */
function wayOf({ amr }: Proof): string {
  if (amr.includes('recovery')) return 'recovery link'
  return amr.includes('pwd') ? 'password' : 'passkey'
}

/** So that the login screen can put the button used last first. It names no person. */
function rememberConnection(visit: Visit, { slug }: Connection): string {
  return setCookie({
    name: visit.cookies.lastConnection,
    value: slug,
    secure: visit.secure,
    maxAgeSeconds: (400 * DAY) / SECOND,
  })
}
