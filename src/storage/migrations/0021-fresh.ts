import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Whether an attempt asked the provider for a sign-in anew: its answer must then be one. */
export const fresh: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('sign_in_attempt')
      .addColumn('fresh', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
