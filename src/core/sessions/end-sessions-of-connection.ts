import type { Clock } from '../../base/clock.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from '../connections/connection.ts'
import { findIdentity } from '../connections/identity-store.ts'
import { deletePendingSignInsThrough } from '../pending-sign-ins/pending-sign-in-store.ts'
import { lockUser } from '../users/user-store.ts'
import { endSession } from './end-session.ts'
import { listSessionsOfConnection } from './session-store.ts'
import { takeLogoutToken } from './used-logout-token-store.ts'

type Named = Readonly<{
  connection: Connection
  sid: string | undefined
  subject: string | undefined
  /** What the provider calls its word, which counts once. */
  jti: string
}>

/**
 * A provider says that somebody's session there has ended, and those that began by it end here. With
 * a subject and no name of a session, all that came through the connection; with both, sessions of
 * others are left alone whatever they are called. Undefined where its word had been taken before.
 */
export async function endSessionsOfConnection(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { connection, sid, subject, jti }: Named,
  { forgottenAt }: Readonly<{ forgottenAt: number }>,
): Promise<{ ended: number } | undefined> {
  return db.transaction().execute(async (tx) => {
    const name = digest(`${connection.id} ${jti}`)
    if (!(await takeLogoutToken(tx, name, forgottenAt))) return undefined
    const identity =
      subject === undefined ? undefined : await findIdentity(tx, connection.id, subject)
    if (subject !== undefined && !identity) return { ended: 0 }
    const { id: connectionId } = connection
    // Before anything of theirs is touched, so that a sign-in which is under way is over, or waits.
    if (identity) await lockUser(tx, identity.userId)
    const sessions = await listSessionsOfConnection(tx, {
      connectionId,
      sid,
      userId: identity?.userId,
    })
    // What waits for a second factor began there too, and is not told apart by a name of a session.
    if (identity) await deletePendingSignInsThrough(tx, { userId: identity.userId, connectionId })
    const actor = { kind: 'connection', id: connectionId } as const
    for (const userId of new Set(sessions.map((one) => one.userId).sort()))
      await lockUser(tx, userId)
    for (const session of sessions) {
      const target = { kind: 'user', id: session.userId }
      await endSession(tx, session, now(), { actor, target })
    }
    return { ended: sessions.length }
  })
}
