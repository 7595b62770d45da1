import type { GroupId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { GroupRow } from '../../storage/tables.ts'
import { type Group, groupKey } from './group.ts'

export async function insertGroup(db: Db, group: Group): Promise<void> {
  await db.insertInto('group').values(toRow(group)).execute()
  await noteGroupChange(db, group)
}

export async function updateGroup(db: Db, group: Group): Promise<void> {
  const { id, ...columns } = toRow(group)
  await db.updateTable('group').set(columns).where('id', '=', id).execute()
  await noteGroupChange(db, group)
}

/** Claims may name this group from now on, so the next sign-ins evaluate their rules again. */
async function noteGroupChange(
  db: Db,
  { organizationId }: Pick<Group, 'organizationId'>,
): Promise<void> {
  await db
    .updateTable('connection')
    .set((e) => ({ groups_version: e('groups_version', '+', 1) }))
    .where('organization_id', '=', organizationId)
    .execute()
}

/** By id, within this organization only. */
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

/** The groups that have one of these names, in one query: a provider may name hundreds. */
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

/** The groups with one of these ids, if they belong to this organization. */
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

/** Groups whose name begins with `q`, by name; `after` is the last name of the page before. */
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

/** Deletes its memberships and assignments as well. Call it in a transaction. */
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
