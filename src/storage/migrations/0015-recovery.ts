import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Links by which an owner gets back in, made by whoever has the machine. */
export const recovery: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('recovery_link')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organization_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('bound_to', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    const index = (name: string) => db.schema.createIndex(name).on('recovery_link')
    await index('recovery_link_user').column('user_id').unique().execute()
    await index('recovery_link_expiry').column('expires_at').execute()
  },
}
