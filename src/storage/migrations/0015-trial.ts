import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** When passwords come back, where they were turned off and nobody has shown yet that it works. */
export const trial: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('organization').addColumn('passwords_back_at', 'bigint').execute()
  },
}
