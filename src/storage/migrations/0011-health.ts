import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** How each connection's provider is doing. Rows are made by the first server that looks. */
export const health: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('connection_health')
      .addColumn('connection_id', 'text', (c) => c.primaryKey())
      .addColumn('organization_id', 'text', (c) => c.notNull())
      .addColumn('well_known_url', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('failures', 'bigint', (c) => c.notNull())
      .addColumn('last_probe_at', 'bigint')
      .addColumn('last_success_at', 'bigint')
      .addColumn('last_failure_at', 'bigint')
      .addColumn('last_failure', 'text')
      .addColumn('findings', 'text', (c) => c.notNull())
      .addColumn('clock_ahead_ms', 'bigint')
      .addColumn('keys', 'text', (c) => c.notNull())
      .addColumn('keys_rotated_at', 'bigint')
      .addColumn('next_probe_at', 'bigint', (c) => c.notNull())
      .addColumn('lease_until', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createIndex('connection_health_due')
      .on('connection_health')
      .column('next_probe_at')
      .execute()
    await db.schema
      .createIndex('connection_health_organization')
      .on('connection_health')
      .column('organization_id')
      .execute()
  },
}
