import type { SelectQueryBuilder } from 'kysely'
import type { GroupId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Tables } from '../../storage/tables.ts'
import type { User } from '../users/user.ts'
import { userFromRow } from '../users/user-store.ts'
import { type Group, groupKey, MANUAL } from './group.ts'
import { groupFromRow, noteGroupChange } from './group-store.ts'

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
    .with('page', (part) =>
      part
        .selectFrom('membership')
        .select('user_id')
        .distinct()
        .where('group_id', '=', groupId)
        .where('user_id', '>', after)
        .orderBy('user_id')
        .limit(limit),
    )
    .selectFrom('page')
    .innerJoin('user', 'user.id', 'page.user_id')
    .selectAll('user')
    .orderBy('user.id')
    .execute()
  return rows.map(userFromRow)
}

/** What gives a membership: `manual`, or a connection. */
export type MembershipSource = Readonly<{ userId: string; groupId: string; source: string }>

/** What makes each of these people a member of a group. */
export async function listSourcesInGroup(
  db: Db,
  groupId: GroupId,
  userIds: readonly string[],
): Promise<MembershipSource[]> {
  if (userIds.length === 0) return []
  return listSources(db, (query) =>
    query.where('group_id', '=', groupId).where('user_id', 'in', userIds),
  )
}

/** What makes a person a member of each of their groups. */
export async function listSourcesOfUser(db: Db, userId: string): Promise<MembershipSource[]> {
  return listSources(db, (query) => query.where('user_id', '=', userId))
}

type Memberships = SelectQueryBuilder<Tables, 'membership', object>

async function listSources(
  db: Db,
  narrow: (query: Memberships) => Memberships,
): Promise<MembershipSource[]> {
  const rows = await narrow(db.selectFrom('membership')).selectAll().orderBy('source').execute()
  return rows.map(({ user_id, group_id, source }) => ({
    userId: user_id,
    groupId: group_id,
    source,
  }))
}

/** Whether somebody put them into it by hand. */
export async function isManualMember(db: Db, groupId: GroupId, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .select('user_id')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .where('source', '=', MANUAL)
    .executeTakeFirst()
  return row !== undefined
}

/** Takes a person out of a group, whatever gave it. False when they were not in it. */
export async function removeFromGroup(tx: Db, groupId: GroupId, userId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('membership')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** With its memberships and assignments. Call it in a transaction. */
export async function deleteGroup(tx: Db, { id, organizationId }: Group): Promise<void> {
  await tx.deleteFrom('membership').where('group_id', '=', id).execute()
  await tx
    .deleteFrom('application_assignment')
    .where('target_id', '=', id)
    .where('kind', '=', 'group')
    .execute()
  await tx.deleteFrom('provisioned_group').where('group_id', '=', id).execute()
  await tx.deleteFrom('group').where('id', '=', id).execute()
  await noteGroupChange(tx, { organizationId })
}
