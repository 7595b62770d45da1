import type { GroupId, OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { GroupRow } from '../../storage/tables.ts'
import { type Group, groupKey, MANUAL } from './group.ts'

export async function insertGroup(db: Db, group: Group): Promise<void> {
  await db.insertInto('group').values(toRow(group)).execute()
  await noteGroupChange(db, group)
}

export async function updateGroup(db: Db, group: Group): Promise<void> {
  const { id, ...columns } = toRow(group)
  await db.updateTable('group').set(columns).where('id', '=', id).execute()
  await noteGroupChange(db, group)
}

/** Claims that name groups may name this one from now on: the next sign-ins look again. */
export async function noteGroupChange(
  db: Db,
  { organizationId }: Pick<Group, 'organizationId'>,
): Promise<void> {
  await db
    .updateTable('connection')
    .set((e) => ({ groups_version: e('groups_version', '+', 1) }))
    .where('organization_id', '=', organizationId)
    .execute()
}

/** Those of these names that exist, in one query: a provider may name hundreds that do not. */
export async function listGroupsNamed(
  db: Db,
  organizationId: OrganizationId,
  names: readonly string[],
): Promise<Group[]> {
  if (names.length === 0) return []
  const rows = await db
    .selectFrom('group')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('name_key', 'in', [...new Set(names.map(groupKey))])
    .orderBy('id')
    .execute()
  return rows.map(groupFromRow)
}

/** Those of these that are this organization's. */
export async function listGroupsWithIds(
  db: Db,
  organizationId: OrganizationId,
  ids: readonly GroupId[],
): Promise<Group[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('group')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return rows.map(groupFromRow)
}

export async function listGroups(
  db: Db,
  organizationId: OrganizationId,
  { after = '', limit = 100 }: { after?: string; limit?: number } = {},
): Promise<Group[]> {
  const rows = await db
    .selectFrom('group')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(groupFromRow)
}

/** By hand. What connections give is kept apart: see core/mapping. */
export async function addMember(db: Db, groupId: GroupId, userId: UserId): Promise<void> {
  await addMembers(db, [{ groupId, userId }])
}

const ROWS_IN_STATEMENT = 500

export async function addMembers(
  db: Db,
  members: readonly { groupId: GroupId; userId: UserId }[],
): Promise<void> {
  for (let from = 0; from < members.length; from += ROWS_IN_STATEMENT) {
    const some = members.slice(from, from + ROWS_IN_STATEMENT)
    await db
      .insertInto('membership')
      .values(
        some.map(({ groupId, userId }) => ({
          group_id: groupId,
          user_id: userId,
          source: MANUAL,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** What was given by hand is taken back; what a connection gives stays. */
export async function removeMember(db: Db, groupId: GroupId, userId: UserId): Promise<void> {
  await db
    .deleteFrom('membership')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .where('source', '=', MANUAL)
    .execute()
}

/** The groups a person is in, by name; at most `limit`, as tokens cannot carry more. */
export async function listGroupsOfUser(db: Db, userId: string, limit = 1_000): Promise<Group[]> {
  const rows = await db
    .selectFrom('group')
    .selectAll()
    // Once, however many give it.
    .where('id', 'in', (sub) =>
      sub.selectFrom('membership').select('group_id').where('user_id', '=', userId),
    )
    .orderBy('name_key')
    .limit(limit)
    .execute()
  return rows.map(groupFromRow)
}

/** Those that were given by hand, as a file says them. */
export async function listManualGroups(db: Db, userId: string): Promise<Group[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('group', 'group.id', 'membership.group_id')
    .selectAll('group')
    .where('membership.user_id', '=', userId)
    .where('membership.source', '=', MANUAL)
    .orderBy('group.name_key')
    .execute()
  return rows.map(groupFromRow)
}

/** Which of these groups a person is in: rules name few, however many there are. */
export async function listMembershipsAmong(
  db: Db,
  userId: string,
  groupIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const among = new Set<string>()
  for (let from = 0; from < groupIds.length; from += CHUNK) {
    const rows = await db
      .selectFrom('membership')
      .select('group_id')
      .where('user_id', '=', userId)
      .where('group_id', 'in', groupIds.slice(from, from + CHUNK))
      .execute()
    for (const { group_id } of rows) among.add(group_id)
  }
  return among
}

const CHUNK = 500

function toRow(group: Group): GroupRow {
  return {
    id: group.id,
    organization_id: group.organizationId,
    name: group.name,
    name_key: groupKey(group.name),
    description: group.description,
    requires_second_factor: group.requiresSecondFactor ? 1 : 0,
    created_at: group.createdAt,
    updated_at: group.updatedAt,
  }
}

export function groupFromRow(row: GroupRow): Group {
  return {
    id: row.id as GroupId,
    organizationId: row.organization_id as OrganizationId,
    name: row.name,
    description: row.description,
    ...(row.requires_second_factor === 1 && { requiresSecondFactor: true }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
