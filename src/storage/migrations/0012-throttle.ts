import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** One count of tries for everything that is guessed at, in place of the two that linking had. */
export const throttle: Migration = {
  async up(db: Kysely<unknown>) {
    const clustered = db.getExecutor().adapter instanceof SqliteAdapter
    await db.schema
      .createTable('throttle')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('tries', 'bigint', (c) => c.notNull())
      .addColumn('next_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .modifyEnd(clustered ? sql`without rowid` : sql``)
      .execute()
    await db.schema.createIndex('throttle_expiry').on('throttle').column('expires_at').execute()
    await db.schema.dropIndex('link_request_user').execute()
    await db.schema.alterTable('link_request').dropColumn('tries').execute()
  },
}
