import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfSession } from '../artifacts/artifact-store.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { queueLogoutNotices } from '../logout-notices/queue-logout-notices.ts'
import { lockUser } from '../users/user-store.ts'
import type { Session } from './session.ts'
import { deleteSession, deleteSessionsOfUser } from './session-store.ts'

/**
 * Ends a session, deletes the codes and access tokens that were issued in it, and has the applications
 * told that it signed in to. What an application was given to act without the person
 * (`offline_access`) stays. Returns whether it was this call that ended it. Runs in the caller's
 * transaction, if there is one.
 */
export async function endSession(
  db: Db,
  session: Session,
  now: number,
  about: Partial<Pick<Event, 'actor' | 'target' | 'detail'>> = {},
): Promise<boolean> {
  const end = async (tx: Db) => {
    // As it is now: since it was read it may have signed in to more, or got another secret.
    const ended = await deleteSession(tx, session.uid)
    if (!ended) return false
    await deleteArtifactsOfSession(tx, ended)
    await queueLogoutNotices(tx, [ended], now)
    const { organizationId, userId } = ended
    const actor = { kind: 'user', id: userId } as const
    await recordEvent(tx, { organizationId, type: 'user.session.end', actor, ...about }, now)
    return true
  }
  return db.isTransaction ? end(db) : db.transaction().execute(end)
}

/**
 * Ends every session of somebody, and has the applications told. Call it in a transaction; the event,
 * and which codes and tokens end as well, are up to the caller.
 */
export async function endSessionsOfUser(
  tx: Db,
  userId: UserId,
  now: number,
  { except }: { except?: string } = {},
): Promise<void> {
  // Whoever ends several sessions of a person locks the person first: two at once would otherwise
  // deadlock, each waiting for a row that the other has deleted.
  await lockUser(tx, userId)
  const ended = await deleteSessionsOfUser(tx, userId, except === undefined ? {} : { except })
  await queueLogoutNotices(tx, ended, now)
}
