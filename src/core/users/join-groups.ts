import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import { groupKey } from '../groups/group.ts'
import { addMember, findGroupByName, listGroupsOfUser } from '../groups/group-store.ts'
import type { User } from './user.ts'

const MOST = 200

/** Joins the groups of these names that exist here. None is made, and none is left. */
export async function joinGroups(
  tx: Db,
  { user, names }: { user: User; names: readonly string[] },
  now: number,
): Promise<void> {
  if (names.length === 0) return
  const joined = new Set((await listGroupsOfUser(tx, user.id)).map(({ name }) => groupKey(name)))
  const missing = names.filter((name) => !joined.has(groupKey(name))).slice(0, MOST)
  for (const name of missing) {
    const group = await findGroupByName(tx, user.organizationId, name)
    if (!group) continue
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
