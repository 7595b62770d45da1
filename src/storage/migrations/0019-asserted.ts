import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What a provider said of a person stays with the trace, so that other rules can be asked about it. */
export const asserted: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('trace').addColumn('asserted_sealed', 'text').execute()
  },
}
