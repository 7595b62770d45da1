import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Passkeys, and the challenges that were answered already. */
export const passkeys: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('passkey')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organization_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('credential_id', 'text', (c) => c.notNull())
      .addColumn('public_key', 'text', (c) => c.notNull())
      .addColumn('counter', 'bigint', (c) => c.notNull())
      .addColumn('transports', 'text', (c) => c.notNull())
      .addColumn('synced', 'integer', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('last_used_at', 'bigint')
      .execute()
    await db.schema
      .createIndex('passkey_credential')
      .unique()
      .on('passkey')
      .columns(['organization_id', 'credential_id'])
      .execute()
    await db.schema.createIndex('passkey_user').on('passkey').column('user_id').execute()
    await db.schema
      .createTable('used_challenge')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createIndex('used_challenge_expiry')
      .on('used_challenge')
      .column('expires_at')
      .execute()
  },
}
