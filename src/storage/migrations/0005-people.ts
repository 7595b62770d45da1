import { type Kysely, PostgresAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Links by which people set their own password, and people found by every word of their name. */
export const people: Migration = {
  async up(db: Kysely<unknown>) {
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
    await makePasswordLinks(db)
    await makeSearchKeys(db, isPostgres)
    await fillSearchKeys(db)
    await db.schema.dropIndex('user_name').execute()
    await db.schema.alterTable('user').dropColumn('name_key').execute()
  },
}

async function makePasswordLinks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('password_link')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('bound_to', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  const index = (name: string) => db.schema.createIndex(name).on('password_link')
  await index('password_link_user').column('user_id').unique().execute()
  await index('password_link_expiry').column('expires_at').execute()
}

async function makeSearchKeys(db: Kysely<unknown>, isPostgres: boolean): Promise<void> {
  // By bytes, as SQLite compares: a prefix is then a range of the index, whatever the locale.
  const keyType = isPostgres ? sql`text collate "C"` : 'text'
  await db.schema
    .createTable('user_search_key')
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('key', keyType, (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('user_search_key_pk', ['organization_id', 'status', 'key', 'user_id'])
    .$call((table) => (isPostgres ? table : table.modifyEnd(sql`without rowid`)))
    .execute()
  await db.schema
    .createIndex('user_search_key_user')
    .on('user_search_key')
    .columns(['user_id', 'key'])
    .execute()
}

type Person = {
  id: string
  organization_id: string
  login_key: string
  email_key: string
  profile: string
  status: string
}
type Key = { organization_id: string; status: string; key: string; user_id: string }

const PEOPLE_AT_ONCE = 1_000
const KEYS_AT_ONCE = 500

async function fillSearchKeys(db: Kysely<unknown>): Promise<void> {
  // The tables as they are at this point of their history.
  const tables = db as Kysely<{ user: Person; user_search_key: Key }>
  for (let after = ''; ; ) {
    const people = await tables
      .selectFrom('user')
      .select(['id', 'organization_id', 'login_key', 'email_key', 'profile', 'status'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PEOPLE_AT_ONCE)
      .execute()
    const last = people.at(-1)
    if (!last) return
    after = last.id
    const rows = people.flatMap(({ id: user_id, organization_id, status, ...person }) =>
      keysOf(person).map((key) => ({ organization_id, status, key, user_id })),
    )
    for (let from = 0; from < rows.length; from += KEYS_AT_ONCE) {
      const some = rows.slice(from, from + KEYS_AT_ONCE)
      await tables.insertInto('user_search_key').values(some).execute()
    }
  }
}

/** As `searchKeysOf` made them when this migration was written. */
function keysOf({
  login_key,
  email_key,
  profile,
}: Pick<Person, 'login_key' | 'email_key' | 'profile'>): string[] {
  const { name = '', givenName = '', familyName = '' } = JSON.parse(profile)
  const names = [name, `${givenName} ${familyName}`].flatMap(rotations)
  return [...new Set([login_key, email_key, ...names])].filter((key) => key !== '')
}

function rotations(name: string): string[] {
  const words = normalised(name).split(' ').slice(0, 6)
  return words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(' '))
}

function normalised(text: string): string {
  const key = text.normalize('NFKC').toLowerCase()
  return key
    .replaceAll(/[\s,]+/g, ' ')
    .trim()
    .slice(0, 254)
}
