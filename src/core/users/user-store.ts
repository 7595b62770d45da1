import { PostgresAdapter } from 'kysely'
import type { OrganizationId, UserId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { UserRow } from '../../storage/tables.ts'
import { insertSearchKeys, replaceSearchKeys } from './search-key-store.ts'
import { emailKey, loginKey, type Role, type User, type UserStatus } from './user.ts'

/** Call it in a transaction: what a person is found under is written with them. */
export async function insertUser(db: Db, user: User): Promise<void> {
  await insertUsers(db, [user])
}

/** So many that they fit one statement. */
export async function insertUsers(db: Db, users: readonly User[]): Promise<void> {
  await db
    .insertInto('user')
    .values(users.map((user) => ({ ...toRow(user), second_factors: 0 })))
    .execute()
  await insertSearchKeys(db, users)
}

/** Call it in a transaction, as `insertUser`. */
export async function updateUser(db: Db, user: User): Promise<void> {
  const { id, ...columns } = toRow(user)
  await db.updateTable('user').set(columns).where('id', '=', id).execute()
  await replaceSearchKeys(db, user)
}

export async function findUser(db: Db, id: string): Promise<User | undefined> {
  const [row] = await selectById(db, { id })
  return row && userFromRow(row)
}

const selectById = compileOnce((db, { id }: { id: string }) =>
  db.selectFrom('user').selectAll().where('id', '=', id),
)

/** Reads somebody and keeps others from changing them until the end of the transaction. */
export async function lockUser(tx: Db, id: UserId): Promise<User | undefined> {
  const [row] = await selectForUpdate(tx, { id })
  return row && userFromRow(row)
}

const selectForUpdate = compileOnce((db, { id }: { id: UserId }) => {
  // On SQLite a transaction is alone from its begin.
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  const query = db.selectFrom('user').selectAll().where('id', '=', id)
  return isPostgres ? query.forUpdate() : query
})

export async function findUserByLogin(
  db: Db,
  organizationId: OrganizationId,
  login: string,
): Promise<User | undefined> {
  const [row] = await selectByLogin(db, { organizationId, key: loginKey(login) })
  return row && userFromRow(row)
}

const selectByLogin = compileOnce((db, named: { organizationId: OrganizationId; key: string }) =>
  db
    .selectFrom('user')
    .selectAll()
    .where('organization_id', '=', named.organizationId)
    .where('login_key', '=', named.key),
)

/** More than one person may have an address; two are enough to know that it names nobody. */
export async function listUsersByEmail(
  db: Db,
  organizationId: OrganizationId,
  email: string,
  limit = 2,
): Promise<User[]> {
  const rows = await db
    .selectFrom('user')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('email_key', '=', emailKey(email))
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(userFromRow)
}

/** A page of people in the order they were made; `after` is the last id of the page before. */
export async function listUsers(
  db: Db,
  organizationId: OrganizationId,
  { after = '', limit = 100 }: { after?: string; limit?: number } = {},
): Promise<User[]> {
  const rows = await db
    .selectFrom('user')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(userFromRow)
}

/** By id, within this organization only. */
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

/** Whether there is another active owner, who could let this one in again. */
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

/** Without `second_factors`: a person who was read before a factor was added must not undo that. */
function toRow(user: User): Omit<UserRow, 'second_factors'> {
  return {
    id: user.id,
    organization_id: user.organizationId,
    login: user.login,
    login_key: loginKey(user.login),
    email: user.email,
    email_key: emailKey(user.email),
    email_verified: user.emailVerified ? 1 : 0,
    profile: JSON.stringify(user.profile),
    status: user.status,
    role: user.role,
    manual_role: user.manualRole ?? null,
    password_hash: user.passwordHash ?? null,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  }
}

export function userFromRow(row: UserRow): User {
  return {
    // The casts hold because only ids, statuses and roles are ever written.
    id: row.id as UserId,
    organizationId: row.organization_id as OrganizationId,
    login: row.login,
    email: row.email,
    emailVerified: row.email_verified === 1,
    profile: JSON.parse(row.profile),
    status: row.status as UserStatus,
    role: row.role as Role,
    ...(row.manual_role !== null && { manualRole: row.manual_role as Role }),
    passwordHash: row.password_hash ?? undefined,
    ...(row.second_factors > 0 && { secondFactors: row.second_factors }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** Replaces the hash of an unchanged password; if the password has changed meanwhile, does nothing. */
export async function replacePasswordHash(
  db: Db,
  id: UserId,
  { from, to }: Readonly<{ from: string; to: string }>,
): Promise<void> {
  await db
    .updateTable('user')
    .set({ password_hash: to })
    .where('id', '=', id)
    .where('password_hash', '=', from)
    .execute()
}
