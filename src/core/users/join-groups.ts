import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import { groupKey } from '../groups/group.ts'
import { addMember, listGroupsNamed, listGroupsOfUser } from '../groups/group-store.ts'
import type { User } from './user.ts'

/** Joins the groups of these names that exist here. None is made, and none is left. */
export async function joinGroups(
  tx: Db,
  { user, names }: { user: User; names: readonly string[] },
  now: number,
): Promise<void> {
  if (names.length === 0) return
  const joined = new Set((await listGroupsOfUser(tx, user.id)).map(({ name }) => groupKey(name)))
  const missing = names.filter((name) => !joined.has(groupKey(name)))
  for (const group of await listGroupsNamed(tx, user.organizationId, missing)) {
    await addMember(tx, group.id, user.id)
    await recordEvent(
      tx,
      {
        organizationId: user.organizationId,
        type: 'group.user_membership.add',
        actor: { kind: 'user', id: user.id },
        target: { kind: 'group', id: group.id },
      },
      now,
    )
  }
}
