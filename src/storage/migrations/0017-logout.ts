import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What applications are still to be told of sessions that ended, and how telling them goes. */
export const logout: Migration = {
  async up(db: Kysely<unknown>) {
    await createNotices(db)
    await createDeliveries(db)
    // By what a provider's logout token names.
    await db.schema
      .createIndex('session_upstream')
      .on('session')
      .columns(['connection_id', 'upstream_sid'])
      .execute()
    await createUsedTokens(db)
  },
}

async function createNotices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('logout_notice')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('application_id', 'text', (c) => c.notNull())
    .addColumn('server_slug', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('sid', 'text', (c) => c.notNull())
    .addColumn('tries', 'integer', (c) => c.notNull())
    .addColumn('next_try_at', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  const index = (name: string) => db.schema.createIndex(name).on('logout_notice')
  await index('logout_notice_due').column('next_try_at').execute()
  await index('logout_notice_application').columns(['application_id', 'next_try_at']).execute()
}

async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('logout_delivery')
    .addColumn('application_id', 'text', (c) => c.primaryKey())
    .addColumn('failing_since', 'bigint')
    .addColumn('last_success_at', 'bigint')
    .addColumn('last_failure_at', 'bigint')
    .addColumn('last_failure', 'text')
    .addColumn('given_up', 'integer', (c) => c.notNull())
    .execute()
}

async function createUsedTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('used_logout_token')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('used_logout_token_expiry')
    .on('used_logout_token')
    .column('expires_at')
    .execute()
}
