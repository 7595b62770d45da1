import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Test sign-ins: under way, and what came of them. */
export const connectionTests: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('connection_test')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organization_id', 'text', (c) => c.notNull())
      .addColumn('connection_id', 'text')
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('session_id', 'text', (c) => c.notNull())
      .addColumn('values_digest', 'text', (c) => c.notNull())
      .addColumn('trace_code', 'text', (c) => c.notNull())
      .addColumn('state_digest', 'text')
      .addColumn('browser_digest', 'text', (c) => c.notNull())
      .addColumn('asked_sealed', 'text')
      .addColumn('outcome', 'text')
      .addColumn('result_sealed', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    for (const [name, columns] of INDEXES) {
      await db.schema
        .createIndex(name)
        .on('connection_test')
        .columns([...columns])
        .execute()
    }
    await db.schema
      .createIndex('connection_test_state')
      .unique()
      .on('connection_test')
      .column('state_digest')
      .execute()
  },
}

const INDEXES = [
  ['connection_test_order', ['organization_id', 'connection_id', 'id']],
  ['connection_test_expiry', ['expires_at']],
] as const
