import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { loginKey, type User, type UserStatus } from './user.ts'
import { userFromRow } from './user-store.ts'

/** By id in this organization: another one's is not found. */
export async function findUserIn(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<User | undefined> {
  const row = await db
    .selectFrom('user')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && userFromRow(row)
}

/** Whether anybody else could let the owners in again. */
export async function hasOtherActiveOwner(db: Db, user: User): Promise<boolean> {
  const row = await db
    .selectFrom('user')
    .select('id')
    .where('organization_id', '=', user.organizationId)
    .where('status', '=', 'active')
    .where('role', '=', 'owner')
    .where('id', '!=', user.id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Everybody with a part in running the organization. They are few. */
export async function listStaff(db: Db, organizationId: OrganizationId): Promise<User[]> {
  const rows = await db
    .selectFrom('user')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('role', '!=', 'member')
    .execute()
  return rows.map(userFromRow)
}

/** The columns that a search looks at, in this order; each has an index of the organization's. */
const KEYS = ['login_key', 'email_key', 'name_key'] as const
type Key = (typeof KEYS)[number]

/** Where a page ended: in the matches of which column, at which value, at which person. */
export type UserPosition = Readonly<{ key: Key; value: string; id: string }>
type FoundUser = Readonly<{ user: User; position: UserPosition }>

type Search = Readonly<{
  q?: string | undefined
  status?: UserStatus | undefined
  after?: UserPosition | undefined
  limit: number
}>

export function isUserKey(text: string): text is Key {
  return KEYS.some((key) => key === text)
}

/**
 * People whose login begins so, then those whose address does, then those whose name does: one
 * range of one index after the other, so that a page costs the same whatever the number of people.
 * Without `q` everybody, by login.
 */
export async function searchUsers(
  db: Db,
  organizationId: OrganizationId,
  search: Search,
): Promise<FoundUser[]> {
  const prefix = loginKey(search.q ?? '')
  const keys = prefix === '' ? KEYS.slice(0, 1) : KEYS
  const found: FoundUser[] = []
  const first = search.after ? keys.indexOf(search.after.key) : 0
  for (const key of first < 0 ? [] : keys.slice(first)) {
    const limit = search.limit - found.length
    if (limit <= 0) break
    const range = { prefix, key, limit, earlier: keys.slice(0, keys.indexOf(key)) }
    found.push(...(await listRange(db, organizationId, search, range)))
  }
  return found
}

type Range = Readonly<{ prefix: string; key: Key; limit: number; earlier: readonly Key[] }>

async function listRange(
  db: Db,
  organizationId: OrganizationId,
  { status, after }: Search,
  { prefix, key, limit, earlier }: Range,
): Promise<FoundUser[]> {
  let query = db.selectFrom('user').selectAll().where('organization_id', '=', organizationId)
  if (prefix !== '') query = query.where(key, '>=', prefix).where(key, '<', endOf(prefix))
  if (status) query = query.where('status', '=', status)
  // Who was shown for the login is not shown again for the address.
  for (const shown of earlier) {
    query = query.where((e) => e.or([e(shown, '<', prefix), e(shown, '>=', endOf(prefix))]))
  }
  if (after?.key === key) {
    query = query
      .where(key, '>=', after.value)
      .where((e) => e.or([e(key, '>', after.value), e('id', '>', after.id)]))
  }
  const rows = await query.orderBy(key).orderBy('id').limit(limit).execute()
  return rows.map((row) => ({
    user: userFromRow(row),
    position: { key, value: row[key], id: row.id },
  }))
}

/** Above everything that begins so: both engines compare these columns by bytes. */
function endOf(prefix: string): string {
  return `${prefix}\u{10ffff}`
}
