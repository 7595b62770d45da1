import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What people arrange for themselves, and the end of API tokens. */
export const portal: Migration = {
  async up(db: Kysely<unknown>) {
    const clustered = db.getExecutor().adapter instanceof SqliteAdapter
    const end = clustered ? sql`without rowid` : sql``
    await db.schema
      .createTable('dashboard')
      .addColumn('user_id', 'text', (c) => c.primaryKey())
      .addColumn('sections', 'text', (c) => c.notNull())
      .modifyEnd(end)
      .execute()
    await db.schema
      .createTable('launch')
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('application_id', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('launch_pk', ['user_id', 'application_id'])
      .modifyEnd(end)
      .execute()
    for (const [name, table, columns] of INDEXES) {
      await db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
        .execute()
    }
  },
}

const INDEXES = [
  // For the end of an application, which takes what was opened of it along.
  ['launch_application', 'launch', ['application_id']],
  ['user_role', 'user', ['organization_id', 'role', 'status']],
  ['api_token_expiry', 'api_token', ['expires_at']],
] as const
