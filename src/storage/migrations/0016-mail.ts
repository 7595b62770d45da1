import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Messages to people: what is to be sent, and for a while what became of it. */
export const mail: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('mail')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organization_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text')
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('to_address', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('sealed', 'text')
      .addColumn('tries', 'integer', (c) => c.notNull())
      .addColumn('next_try_at', 'bigint')
      .addColumn('last_error', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('sent_at', 'bigint')
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('mail_due').on('mail').column('next_try_at').execute()
    await db.schema
      .createIndex('mail_organization')
      .on('mail')
      .columns(['organization_id', 'id'])
      .execute()
    await db.schema.createIndex('mail_expiry').on('mail').column('expires_at').execute()
  },
}
