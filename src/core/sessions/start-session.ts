import type { SessionId } from '../../base/ids.ts'
import { timeOrdered } from '../../base/ids.ts'
import { digest, newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Organization } from '../organizations/organization.ts'
import type { User } from '../users/user.ts'
import type { Session } from './session.ts'
import { lifetimeOf } from './session-lifetime.ts'
import { insertSession } from './session-store.ts'

type SignedIn = Pick<Session, 'amr' | 'address' | 'userAgent'> &
  Partial<Pick<Session, 'acr' | 'connectionId' | 'upstreamSid' | 'idTokenSealed'>> &
  Readonly<{ authenticatedAt?: number | undefined; remembered?: boolean | undefined }>

type Of = Readonly<{ organization: Organization; user: User; signedIn: SignedIn }>

/** Stores a new session, and returns it with the secret for the browser's cookie. */
export async function startSession(
  db: Db,
  of: Of,
  now: number,
): Promise<{ session: Session; token: string }> {
  const made = newSession(of, now)
  await insertSession(db, made.session)
  return made
}

/**
 * A person proved who they are: a fresh session under a fresh secret, whatever the browser had
 * before, so that nobody can plant a session id and wait (session fixation). Only the digest of
 * the secret is in the session.
 */
export function newSession(
  { organization, user, signedIn }: Of,
  now: number,
): { session: Session; token: string } {
  const token = newToken()
  const remembered =
    (signedIn.remembered && organization.settings.signInPolicy.rememberMs !== null) ?? false
  const { idleMs, maxMs } = lifetimeOf(organization.settings, { remembered })
  const session: Session = {
    acr: undefined,
    connectionId: undefined,
    upstreamSid: undefined,
    idTokenSealed: undefined,
    ...signedIn,
    // The cast is true because ids of sessions are what `digest` makes of their secrets.
    id: digest(token) as SessionId,
    organizationId: organization.id,
    userId: user.id,
    uid: `ses_${timeOrdered(now)}`,
    authenticatedAt: signedIn.authenticatedAt ?? now,
    authorizations: {},
    userAgent: signedIn.userAgent.slice(0, 300),
    createdAt: now,
    lastSeenAt: now,
    idleExpiresAt: now + idleMs,
    expiresAt: now + maxMs,
    remembered,
  }
  return { session, token }
}
