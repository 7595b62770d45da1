import { type Selectable, sql } from 'kysely'
import type { ConnectionId, GroupId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { GroupRow, ProvisionedGroupRow } from '../../storage/tables.ts'
import { groupKey, provisionedSource } from '../groups/group.ts'
import { groupFromRow } from '../groups/group-store.ts'
import type { GroupFilter, ProvisionedGroup } from './provisioned-group.ts'
import type { Page } from './provisioned-person.ts'

type Tied = Readonly<{ connectionId: ConnectionId }>

export async function insertProvisionedGroup(
  tx: Db,
  { connectionId, group, externalId }: ProvisionedGroup & Tied,
): Promise<void> {
  const at = { created_at: group.createdAt }
  await tx
    .insertInto('provisioned_group')
    .values({
      connection_id: connectionId,
      group_id: group.id,
      external_id: externalId ?? null,
      ...at,
    })
    .execute()
}

export async function setGroupExternalId(
  tx: Db,
  { connectionId, group, externalId }: ProvisionedGroup & Tied,
): Promise<void> {
  await tx
    .updateTable('provisioned_group')
    .set({ external_id: externalId ?? null })
    .where('connection_id', '=', connectionId)
    .where('group_id', '=', group.id)
    .execute()
}

export async function findProvisionedGroup(
  db: Db,
  connectionId: ConnectionId,
  groupId: string,
): Promise<ProvisionedGroup | undefined> {
  const row = await rows(db, connectionId).where('group.id', '=', groupId).executeTakeFirst()
  return row && fromRow(row)
}

/** A page in the order in which groups were made, and how many there are on all pages. */
export async function listProvisionedGroups(
  db: Db,
  connectionId: ConnectionId,
  filters: readonly GroupFilter[],
  { skip, limit }: Page,
): Promise<{ groups: ProvisionedGroup[]; total: number }> {
  const narrowed = filters.reduce(
    (query, filter) => narrow(query, filter, connectionId),
    rows(db, connectionId),
  )
  const page = narrowed.orderBy('provisioned_group.group_id').offset(skip).limit(limit)
  const groups = limit > 0 ? (await page.execute()).map(fromRow) : []
  const { count } = await narrowed
    .clearSelect()
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return { groups, total: Number(count) }
}

function narrow(
  query: ReturnType<typeof rows>,
  filter: GroupFilter,
  connectionId: ConnectionId,
): ReturnType<typeof rows> {
  switch (filter.by) {
    case 'id':
      return query.where('provisioned_group.group_id', '=', filter.is)
    case 'name':
      return query.where('group.name_key', '=', groupKey(filter.is))
    case 'externalId':
      return query.where('provisioned_group.external_id', '=', filter.is)
    case 'member':
      return query.where('group.id', 'in', (part) =>
        part
          .selectFrom('membership')
          .select('membership.group_id')
          .where('membership.user_id', '=', filter.is)
          .where('membership.source', '=', provisionedSource(connectionId)),
      )
    case 'updatedAt':
      return query.where('group.updated_at', filter.compare, filter.at)
  }
}

function rows(db: Db, connectionId: ConnectionId) {
  return db
    .selectFrom('provisioned_group')
    .innerJoin('group', 'group.id', 'provisioned_group.group_id')
    .selectAll('group')
    .select('external_id')
    .where('provisioned_group.connection_id', '=', connectionId)
}

type Row = Selectable<GroupRow> & Pick<ProvisionedGroupRow, 'external_id'>

function fromRow(row: Row): ProvisionedGroup {
  return { group: groupFromRow(row), externalId: row.external_id ?? undefined }
}

/** Whom the source put into these groups, by group; one more than `limit` at most. */
export async function listMembersOfSource(
  db: Db,
  groupIds: readonly GroupId[],
  { source, limit }: { source: string; limit: number },
): Promise<readonly Readonly<{ groupId: string; userId: string }>[]> {
  if (groupIds.length === 0) return []
  const found = await db
    .selectFrom('membership')
    .select(['group_id as groupId', 'user_id as userId'])
    .where('group_id', 'in', groupIds)
    .where('source', '=', source)
    .orderBy('group_id')
    .orderBy('user_id')
    .limit(limit + 1)
    .execute()
  return found
}

/** Says who is in it by this source now, and was not before. */
export async function putIn(
  tx: Db,
  { groupId, source }: { groupId: GroupId; source: string },
  userIds: readonly string[],
): Promise<string[]> {
  const added = await tx
    .insertInto('membership')
    .values(userIds.map((user_id) => ({ user_id, group_id: groupId, source })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .execute()
  return added.map(({ user_id }) => user_id)
}

/** Says who was in it by this source, and is not now. What else put them there stays. */
export async function takeOut(
  tx: Db,
  { groupId, source }: { groupId: GroupId; source: string },
  userIds: readonly string[],
): Promise<string[]> {
  const taken = await tx
    .deleteFrom('membership')
    .where('group_id', '=', groupId)
    .where('source', '=', source)
    .where('user_id', 'in', userIds)
    .returning('user_id')
    .execute()
  return taken.map(({ user_id }) => user_id)
}

/** Says which groups those were. */
export async function takeMembershipsOf(tx: Db, userId: string, source: string): Promise<string[]> {
  const taken = await tx
    .deleteFrom('membership')
    .where('user_id', '=', userId)
    .where('source', '=', source)
    .returning('group_id')
    .execute()
  return taken.map(({ group_id }) => group_id)
}
