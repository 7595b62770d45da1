import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { searchByKey } from './search-key-store.ts'
import { searchKey } from './search-keys.ts'
import { USER_STATUSES, type User, type UserStatus } from './user.ts'
import { userFromRow } from './user-store.ts'

/** Where a page ended: at which key (the login's if there is no search), and at which person. */
export type UserPosition = Readonly<{ key: string; userId: string }>

type FoundUser = Readonly<{ user: User; position: UserPosition }>

type Search = Readonly<{
  q?: string | undefined
  status?: UserStatus | undefined
  after?: UserPosition | undefined
  limit: number
}>

/** People whose login, address or a word of whose name begins with `q`; without `q` all, by login. */
export async function searchUsers(
  db: Db,
  organizationId: OrganizationId,
  { q = '', ...search }: Search,
): Promise<FoundUser[]> {
  if (searchKey(q) === '') return listByLogin(db, organizationId, search)
  const statuses = search.status ? [search.status] : USER_STATUSES
  const found = []
  for (const status of statuses) {
    found.push(...(await searchByKey(db, organizationId, { ...search, q, status })))
  }
  const positions = found.toSorted(inOrder).slice(0, search.limit)
  const users = await listUsersOf(
    db,
    positions.map(({ userId }) => userId),
  )
  return positions.flatMap((position) => {
    const user = users.get(position.userId)
    return user ? [{ user, position }] : []
  })
}

async function listByLogin(
  db: Db,
  organizationId: OrganizationId,
  { status, after, limit }: Search,
): Promise<FoundUser[]> {
  let query = db.selectFrom('user').selectAll().where('organization_id', '=', organizationId)
  if (status) query = query.where('status', '=', status)
  if (after) query = query.where('login_key', '>', after.key)
  const rows = await query.orderBy('login_key').limit(limit).execute()
  return rows.map((row) => ({
    user: userFromRow(row),
    position: { key: row.login_key, userId: row.id },
  }))
}

async function listUsersOf(db: Db, ids: readonly string[]): Promise<Map<string, User>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('user').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, userFromRow(row)]))
}

/** As the databases order them, by bytes: pages of several ranges are put together here. */
function inOrder(one: UserPosition, other: UserPosition): number {
  const byKey = Buffer.compare(Buffer.from(one.key), Buffer.from(other.key))
  return byKey || (one.userId < other.userId ? -1 : 1)
}
