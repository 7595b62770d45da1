import { type Selectable, sql } from 'kysely'
import type { ConnectionId, UserId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { ProvisionedUserRow, UserRow } from '../../storage/tables.ts'
import { emailKey, loginKey } from '../users/user.ts'
import { userFromRow } from '../users/user-store.ts'
import type { Page, PersonFilter, ProvisionedPerson } from './provisioned-person.ts'

type Tied = Readonly<{ connectionId: ConnectionId }>

export async function insertProvisioned(
  tx: Db,
  { connectionId, ...person }: ProvisionedPerson & Tied,
  now: number,
): Promise<void> {
  await insertRow(tx, {
    ...{ connection_id: connectionId, user_id: person.user.id, created_at: now },
    ...columnsOf(person),
  })
}

const insertRow = compileOnce((db, row: ProvisionedUserRow) =>
  db.insertInto('provisioned_user').values(row),
)

export async function updateProvisioned(
  tx: Db,
  { connectionId, ...person }: ProvisionedPerson & Tied,
): Promise<void> {
  await updateRow(tx, { connectionId, userId: person.user.id, ...columnsOf(person) })
}

type Columns = ReturnType<typeof columnsOf>

const updateRow = compileOnce((db, row: Columns & Tied & { userId: string }) => {
  const { connectionId, userId, ...columns } = row
  return db
    .updateTable('provisioned_user')
    .set(columns)
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', userId)
})

function columnsOf({ externalId, attributes, endedAt, deletedAt }: ProvisionedPerson) {
  return {
    external_id: externalId ?? null,
    attributes: JSON.stringify(attributes),
    ended_at: endedAt ?? null,
    deleted_at: deletedAt ?? null,
  }
}

/** Whoever it tells of no more is found too: see `deletedAt`. */
export async function findProvisioned(
  db: Db,
  connectionId: ConnectionId,
  userId: string,
): Promise<ProvisionedPerson | undefined> {
  const [row] = await selectOne(db, { connectionId, userId })
  return row && fromRow(row)
}

const selectOne = compileOnce((db, of: Tied & { userId: string }) =>
  rows(db, of.connectionId).where('user.id', '=', of.userId),
)

export async function findProvisionedByExternalId(
  db: Db,
  connectionId: ConnectionId,
  externalId: string,
): Promise<ProvisionedPerson | undefined> {
  const [row] = await selectByExternalId(db, { connectionId, externalId })
  return row && fromRow(row)
}

const selectByExternalId = compileOnce((db, of: Tied & { externalId: string }) =>
  rows(db, of.connectionId).where('provisioned_user.external_id', '=', of.externalId),
)

/** Which connection tells of a person, whether or not it has deleted them. */
export async function findProvisioning(
  db: Db,
  userId: UserId,
): Promise<
  Readonly<{ connectionId: string; externalId: string | null; isDeleted: boolean }> | undefined
> {
  const row = await db
    .selectFrom('provisioned_user')
    .select(['connection_id', 'external_id', 'deleted_at'])
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (!row) return
  const { connection_id: connectionId, external_id: externalId, deleted_at } = row
  return { connectionId, externalId, isDeleted: deleted_at !== null }
}

export async function deleteProvisioned(tx: Db, userId: UserId): Promise<void> {
  await tx.deleteFrom('provisioned_user').where('user_id', '=', userId).execute()
}

/** Those of these people whom the connection tells of, with their logins. */
export async function listProvisionedAmong(
  db: Db,
  connectionId: ConnectionId,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  const found = await rows(db, connectionId)
    .clearSelect()
    .select(['user.id', 'user.login'])
    .where('provisioned_user.user_id', 'in', userIds)
    .where('provisioned_user.deleted_at', 'is', null)
    .execute()
  return new Map(found.map(({ id, login }) => [id, login]))
}

/** A page in the order in which people were made, and how many there are on all pages. */
export async function listProvisioned(
  db: Db,
  connectionId: ConnectionId,
  filters: readonly PersonFilter[],
  { skip, limit }: Page,
): Promise<{ people: ProvisionedPerson[]; total: number }> {
  const narrowed = filters.reduce(
    narrow,
    rows(db, connectionId).where('provisioned_user.deleted_at', 'is', null),
  )
  const page = narrowed.orderBy('provisioned_user.user_id').offset(skip).limit(limit)
  const people = limit > 0 ? (await page.execute()).map(fromRow) : []
  // A value that is one person's is not counted again.
  if (filters.some(isOfOne) && skip === 0 && limit > 0) return { people, total: people.length }
  const { count } = await narrowed
    .clearSelect()
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return { people, total: Number(count) }
}

function isOfOne({ by }: PersonFilter): boolean {
  return by === 'id' || by === 'login' || by === 'externalId'
}

function narrow(query: ReturnType<typeof rows>, filter: PersonFilter): ReturnType<typeof rows> {
  switch (filter.by) {
    case 'id':
      return query.where('provisioned_user.user_id', '=', filter.is)
    case 'login':
      return query.where('user.login_key', '=', loginKey(filter.is))
    case 'email':
      return query.where('user.email_key', '=', emailKey(filter.is))
    case 'externalId':
      return query.where('provisioned_user.external_id', '=', filter.is)
    case 'active':
      return query.where('user.status', filter.is ? '=' : '!=', 'active')
    case 'updatedAt':
      return query.where('user.updated_at', filter.compare, filter.at)
  }
}

function rows(db: Db, connectionId: ConnectionId) {
  return db
    .selectFrom('provisioned_user')
    .innerJoin('user', 'user.id', 'provisioned_user.user_id')
    .selectAll('user')
    .select(['external_id', 'attributes', 'ended_at', 'deleted_at'])
    .where('provisioned_user.connection_id', '=', connectionId)
}

type Row = Selectable<UserRow> &
  Pick<ProvisionedUserRow, 'external_id' | 'attributes' | 'ended_at' | 'deleted_at'>

function fromRow(row: Row): ProvisionedPerson {
  return {
    user: userFromRow(row),
    externalId: row.external_id ?? undefined,
    attributes: JSON.parse(row.attributes),
    endedAt: row.ended_at ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
  }
}
