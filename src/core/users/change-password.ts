import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfUser } from '../artifacts/artifact-store.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import type { User } from './user.ts'
import { updateUser } from './user-store.ts'

/**
 * Gives a person another password, decided by somebody else. That somebody knew the old one may be the
 * reason, so all sessions and tokens end. Call it in a transaction.
 */
export async function changePassword(
  tx: Db,
  { user, passwordHash, actor }: { user: User; passwordHash: string; actor: Event['actor'] },
  now: number,
): Promise<User> {
  const changed: User = { ...user, passwordHash, updatedAt: now }
  await updateUser(tx, changed)
  await endSessionsOfUser(tx, user.id, now)
  await deleteArtifactsOfUser(tx, user.id)
  const { organizationId, id } = user
  const type = 'user.account.update_password'
  await recordEvent(tx, { organizationId, type, actor, target: { kind: 'user', id } }, now)
  return changed
}
