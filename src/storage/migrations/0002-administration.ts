import { type Kysely, PostgresAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What the admin API needs: its tokens, its memory of creations, and lists to be searched. */
export const administration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('api_token')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organization_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('digest', 'text', (c) => c.notNull())
      .addColumn('scopes', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('last_used_at', 'bigint')
      .execute()
    await db.schema
      .createTable('idempotency_key')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('request_digest', 'text', (c) => c.notNull())
      .addColumn('status', 'integer')
      .addColumn('answer_sealed', 'text')
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await addNameKey(db)
    for (const [name, table, columns, unique] of INDEXES) {
      const index = db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
      await (unique ? index.unique() : index).execute()
    }
  },
}

/** Names as they are searched. Rows that are there get theirs; later ones are written with it. */
async function addNameKey(db: Kysely<unknown>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  await db.schema
    .alterTable('user')
    .addColumn('name_key', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  const field = (name: string) =>
    isPostgres ? sql`profile::json ->> ${sql.lit(name)}` : sql`profile ->> ${sql.lit(name)}`
  const parts = sql`coalesce(${field('givenName')}, '') || ' ' || coalesce(${field('familyName')}, '')`
  await sql`update "user" set name_key = lower(trim(coalesce(nullif(${field('name')}, ''), ${parts})))`.execute(
    db,
  )
  if (!isPostgres) return
  // By bytes, as SQLite does: a prefix is then a range of the index, whatever the locale.
  for (const [table, column] of SEARCHED) {
    await sql`alter table ${sql.table(table)} alter column ${sql.ref(column)} type text collate "C"`.execute(
      db,
    )
  }
}

const SEARCHED = [
  ['user', 'login_key'],
  ['user', 'email_key'],
  ['user', 'name_key'],
  ['group', 'name_key'],
] as const

type Index = readonly [name: string, table: string, columns: readonly string[], unique: boolean]

const INDEXES: readonly Index[] = [
  ['api_token_digest', 'api_token', ['digest'], true],
  ['api_token_organization', 'api_token', ['organization_id'], false],
  ['idempotency_key_expiry', 'idempotency_key', ['expires_at'], false],
  ['user_name', 'user', ['organization_id', 'name_key'], false],
  ['user_status', 'user', ['organization_id', 'status', 'login_key'], false],
  ['event_target', 'event', ['organization_id', 'target_id'], false],
]
