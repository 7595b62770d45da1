import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What a connection told of a person at the last sign-in stays with their tie: it is not theirs to
 * change here. Of whoever signed in before this it is not known which fields that were.
 */
export const told: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('identity').addColumn('told', 'text').execute()
  },
}
