import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfSession } from '../artifacts/artifact-store.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Session } from './session.ts'
import { deleteSession } from './session-store.ts'

/**
 * A sign-out: the session, and the codes and access tokens that were given out in it. What an
 * application was given to act without the person (`offline_access`) stays. Returns whether it was
 * this call that ended it. In the caller's transaction, where there is one.
 */
export async function endSession(db: Db, session: Session, now: number): Promise<boolean> {
  const end = async (tx: Db) => {
    if (!(await deleteSession(tx, session.id))) return false
    await deleteArtifactsOfSession(tx, session.uid)
    const { organizationId, userId } = session
    const actor = { kind: 'user', id: userId } as const
    await recordEvent(tx, { organizationId, type: 'user.session.end', actor }, now)
    return true
  }
  return db.isTransaction ? end(db) : db.transaction().execute(end)
}
