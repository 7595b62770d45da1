import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Every index of these tables is written to at every sign-in. What most rows have nothing in is
 * indexed where there is something, and a session's artifacts are found by its person.
 */
export const leaner: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.dropIndex('artifact_session').execute()
    for (const [name, table, columns, column] of PARTIAL) {
      await db.schema.dropIndex(name).execute()
      const list = sql.join(columns.map((one) => sql.ref(one)))
      const on = sql`${sql.ref(name)} on ${sql.table(table)} (${list})`
      await sql`create index ${on} where ${sql.ref(column)} is not null`.execute(db)
    }
    // Nearly all succeed: who asks for those may as well go through all.
    await db.schema.dropIndex('trace_outcome').execute()
    await sql`create index trace_outcome on trace (organization_id, outcome, id)
      where outcome <> 'succeeded'`.execute(db)
  },
}

const PARTIAL = [
  ['artifact_grant', 'artifact', ['grant_id'], 'grant_id'],
  ['artifact_user', 'artifact', ['user_id'], 'user_id'],
  ['artifact_user_code', 'artifact', ['user_code_digest'], 'user_code_digest'],
  ['session_upstream', 'session', ['connection_id', 'upstream_sid'], 'connection_id'],
  ['trace_connection', 'trace', ['organization_id', 'connection_id', 'id'], 'connection_id'],
] as const
