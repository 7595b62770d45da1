import type { GroupId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { User } from '../users/user.ts'
import { userFromRow } from '../users/user-store.ts'
import { type Group, groupKey } from './group.ts'
import { groupFromRow } from './group-store.ts'

/** By id in this organization: another one's is not found. */
export async function findGroupIn(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<Group | undefined> {
  const row = await db
    .selectFrom('group')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && groupFromRow(row)
}

/** Groups whose name begins so, by name; `after` is the last name of the page before. */
export async function searchGroups(
  db: Db,
  organizationId: OrganizationId,
  { q = '', after, limit }: { q?: string | undefined; after?: string | undefined; limit: number },
): Promise<Group[]> {
  const prefix = groupKey(q)
  let query = db.selectFrom('group').selectAll().where('organization_id', '=', organizationId)
  if (prefix !== '') {
    query = query.where('name_key', '>=', prefix).where('name_key', '<', `${prefix}\u{10ffff}`)
  }
  if (after !== undefined) query = query.where('name_key', '>', groupKey(after))
  const rows = await query.orderBy('name_key').limit(limit).execute()
  return rows.map(groupFromRow)
}

/** A page of the people in a group, in the order they were made. */
export async function listMembers(
  db: Db,
  groupId: GroupId,
  { after, limit }: { after: string; limit: number },
): Promise<User[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('user', 'user.id', 'membership.user_id')
    .selectAll('user')
    .where('membership.group_id', '=', groupId)
    .where('membership.user_id', '>', after)
    .orderBy('membership.user_id')
    .limit(limit)
    .execute()
  return rows.map(userFromRow)
}

export async function isMember(db: Db, groupId: GroupId, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .select('user_id')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

/** With its memberships and assignments. Call it in a transaction. */
export async function deleteGroup(tx: Db, id: GroupId): Promise<void> {
  await tx.deleteFrom('membership').where('group_id', '=', id).execute()
  await tx
    .deleteFrom('application_assignment')
    .where('target_id', '=', id)
    .where('kind', '=', 'group')
    .execute()
  await tx.deleteFrom('group').where('id', '=', id).execute()
}
