import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Second factors, and the sign-ins that wait for them. */
export const factors: Migration = {
  async up(db: Kysely<unknown>) {
    await createFactors(db)
    await createPendingSignIns(db)
    await db.schema
      .alterTable('user')
      .addColumn('second_factors', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema
      .alterTable('group')
      .addColumn('requires_second_factor', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    await sql`create index group_second_factor on "group" (organization_id)
      where requires_second_factor = 1`.execute(db)
  },
}

async function createFactors(db: Kysely<unknown>): Promise<void> {
  const clustered = db.getExecutor().adapter instanceof SqliteAdapter
  await db.schema
    .createTable('totp_factor')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('secret_sealed', 'text', (c) => c.notNull())
    .addColumn('last_step', 'bigint', (c) => c.notNull())
    .addColumn('begun_in', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('confirmed_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .execute()
  await db.schema
    .createTable('recovery_code')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .modifyEnd(clustered ? sql`without rowid` : sql``)
    .execute()
  for (const [name, table, column] of FACTOR_INDEXES) {
    await db.schema.createIndex(name).on(table).column(column).execute()
  }
  await db.schema
    .createIndex('totp_factor_begun')
    .unique()
    .on('totp_factor')
    .column('begun_in')
    .execute()
}

const FACTOR_INDEXES = [
  ['totp_factor_user', 'totp_factor', 'user_id'],
  ['totp_factor_expiry', 'totp_factor', 'expires_at'],
  ['recovery_code_user', 'recovery_code', 'user_id'],
] as const

async function createPendingSignIns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('pending_sign_in')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('connection_id', 'text')
    .addColumn('browser_digest', 'text', (c) => c.notNull())
    .addColumn('trace_code', 'text', (c) => c.notNull())
    .addColumn('proof_sealed', 'text', (c) => c.notNull())
    .addColumn('shown', 'text', (c) => c.notNull())
    .addColumn('session_uid', 'text')
    .addColumn('wanted', 'text')
    .addColumn('return_to', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  for (const column of ['user_id', 'expires_at'] as const) {
    await db.schema
      .createIndex(`pending_sign_in_${column}`)
      .on('pending_sign_in')
      .column(column)
      .execute()
  }
}
