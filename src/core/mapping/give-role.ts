import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfUser } from '../artifacts/artifact-store.ts'
import type { Event } from '../audit/event.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import { recordRole } from '../users/record-role.ts'
import { requireOwnerLeft } from '../users/require-authority.ts'
import { highestRole, manualRoleOf, type Role, type User } from '../users/user.ts'
import { updateUser } from '../users/user-store.ts'

type Change = Readonly<{
  user: User
  /** The role given by hand, if that is what changes. */
  manual?: Role | undefined
  /** What all connections together give now. */
  given: readonly Role[]
}>

/** The person with these roles: the highest of those given by hand and by claims counts. */
export function withRoles({ user, manual = manualRoleOf(user), given }: Change): User {
  const { manualRole: _, ...rest } = user
  const role = highestRole([manual, ...given])
  return given.length > 0 ? { ...rest, role, manualRole: manual } : { ...rest, role }
}

/**
 * Stores the roles that connections give. A changed role ends the sessions and tokens issued under the
 * former one. It fails for the last owner, who stays one. Call it in a transaction.
 */
export async function writeGivenRoles(
  tx: Db,
  { user, given, actor }: Change & { actor: Event['actor'] },
  now: number,
): Promise<User> {
  const changed = { ...withRoles({ user, given }), updatedAt: Math.max(now, user.updatedAt + 1) }
  await requireOwnerLeft(tx, user, changed)
  await updateUser(tx, changed)
  if (changed.role === user.role) return changed
  await endSessionsOfUser(tx, user.id, now)
  await deleteArtifactsOfUser(tx, user.id)
  await recordRole(tx, { user: changed, before: user.role, actor }, now)
  return changed
}
