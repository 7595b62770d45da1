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
 * The end of a session: with it go the codes and access tokens that were given out in it, and the
 * applications that it signed in to are told. What an application was given to act without the
 * person (`offline_access`) stays. Returns whether it was this call that ended it. In the caller's
 * transaction, where there is one.
 */
export async function endSession(
  db: Db,
  session: Session,
  now: number,
  about: Partial<Pick<Event, 'actor' | 'target' | 'detail'>> = {},
): Promise<boolean> {
  const end = async (tx: Db) => {
    // As it was at its end: it may have signed in to more, or got another secret, since it was read.
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
 * Every session of somebody ends, and the applications are told. The event, and what of codes and
 * tokens goes with them, is the caller's to decide, whose transaction this is.
 */
export async function endSessionsOfUser(
  tx: Db,
  userId: UserId,
  now: number,
  { except }: { except?: string } = {},
): Promise<void> {
  // Held, as whoever ends several of somebody's sessions does: two at once would each wait for what
  // the other has deleted.
  await lockUser(tx, userId)
  const ended = await deleteSessionsOfUser(tx, userId, except === undefined ? {} : { except })
  await queueLogoutNotices(tx, ended, now)
}
