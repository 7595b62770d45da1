import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The audit log's chain, its filters, and where it is sent. Events that are there already are
 * sealed by the first server that runs, in the order of their ids.
 */
export const audit: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('event').addColumn('sequence', 'bigint').execute()
    await db.schema.alterTable('event').addColumn('digest', 'text').execute()
    await db.schema
      .createTable('event_chain')
      .addColumn('organization_id', 'text', (c) => c.primaryKey())
      .addColumn('started_at', 'bigint', (c) => c.notNull())
      .addColumn('sequence', 'bigint', (c) => c.notNull())
      .addColumn('digest', 'text', (c) => c.notNull())
      .addColumn('removed_sequence', 'bigint', (c) => c.notNull())
      .addColumn('removed_digest', 'text', (c) => c.notNull())
      .addColumn('broken_at', 'bigint')
      .addColumn('mac', 'text', (c) => c.notNull())
      .addColumn('checked_at', 'bigint')
      .addColumn('check_result', 'text')
      .execute()
    await db.schema
      .createTable('event_webhook')
      .addColumn('organization_id', 'text', (c) => c.primaryKey())
      .addColumn('url', 'text', (c) => c.notNull())
      .addColumn('secret_sealed', 'text', (c) => c.notNull())
      .addColumn('types', 'text', (c) => c.notNull())
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('event_stream')
      .addColumn('organization_id', 'text', (c) => c.notNull())
      .addColumn('destination', 'text', (c) => c.notNull())
      .addColumn('sequence', 'bigint', (c) => c.notNull())
      .addColumn('lease_until', 'bigint', (c) => c.notNull())
      .addColumn('failures', 'bigint', (c) => c.notNull())
      .addColumn('next_try_at', 'bigint', (c) => c.notNull())
      .addColumn('last_success_at', 'bigint')
      .addColumn('last_failure_at', 'bigint')
      .addColumn('last_failure', 'text')
      .addPrimaryKeyConstraint('event_stream_pk', ['organization_id', 'destination'])
      .execute()
    await index(db)
  },
}

/** Lists are in the order of ids, which is that of time; each filter has its index in that order. */
async function index(db: Kysely<unknown>): Promise<void> {
  for (const name of ['event_at', 'event_target']) await db.schema.dropIndex(name).execute()
  const on = (name: string, ...columns: string[]) =>
    db.schema
      .createIndex(name)
      .on('event')
      .columns(['organization_id', ...columns])
  await on('event_order', 'id').execute()
  await on('event_type', 'type', 'id').execute()
  await on('event_actor', 'actor_id', 'id').execute()
  await on('event_target', 'target_id', 'id').execute()
  await sql`create index event_failure on event (organization_id, id) where outcome = 'failure'`.execute(
    db,
  )
  await sql`create index event_unsealed on event (organization_id, id) where sequence is null`.execute(
    db,
  )
  await sql`create unique index event_sequence on event (organization_id, sequence) where sequence is not null`.execute(
    db,
  )
}
