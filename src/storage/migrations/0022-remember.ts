import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Sessions that outlive their browser, because the person wished it. */
export const remember: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('session')
      .addColumn('remembered', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
