import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Organization } from '../organizations/organization.ts'
import { maySignIn, type User } from '../users/user.ts'
import { findUser } from '../users/user-store.ts'
import { isAlive, SEEN_EVERY_MS, type Session } from './session.ts'
import { lifetimeOf } from './session-lifetime.ts'
import { findSession, touchSession } from './session-store.ts'

/** A session and the person it belongs to, both read anew at every request. */
export type SignedIn = Readonly<{ session: Session; user: User }>

/**
 * Who holds this cookie, if anybody: the session must belong to this organization and be alive, and
 * its person must be active now, so that a deactivation takes effect at the next request.
 */
export async function findLiveSession(
  db: Db,
  { organization, token }: { organization: Organization; token: string | undefined },
  now: number,
): Promise<SignedIn | undefined> {
  const session = token ? await findSession(db, digest(token)) : undefined
  if (!session || session.organizationId !== organization.id || !isAlive(session, now)) return
  const user = await findUser(db, session.userId)
  if (!user || !maySignIn(user)) return
  if (now - session.lastSeenAt >= SEEN_EVERY_MS) {
    const idleExpiresAt = now + lifetimeOf(organization.settings, session).idleMs
    await touchSession(db, session.id, { lastSeenAt: now, idleExpiresAt })
  }
  return { session, user }
}
