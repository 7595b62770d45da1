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
  /** The logout token's id: each counts once. */
  jti: string
}>

/**
 * A provider says that somebody's session there has ended, and the sessions that began with it end
 * here. With a subject and no `sid`, all of that person's sessions through the connection end; with
 * both, nobody else's session ends, whatever its `sid`. Undefined if the token was used before.
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
    // Before anything of theirs is touched, so that a sign-in under way has finished, or waits.
    if (identity) await lockUser(tx, identity.userId)
    const sessions = await listSessionsOfConnection(tx, {
      connectionId,
      sid,
      userId: identity?.userId,
    })
    // Pending sign-ins began there too, and do not record the provider's session.
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
