import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What gave a membership or a role, rules that give them, and accounts that wait to be proved. */
export const mapping: Migration = {
  async up(db: Kysely<unknown>) {
    await addSourceToMembership(db)
    await db.schema
      .alterTable('identity')
      .addColumn('mapping_digest', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    await db.schema.alterTable('identity').addColumn('given_role', 'text').execute()
    await db.schema.alterTable('user').addColumn('manual_role', 'text').execute()
    await db.schema
      .alterTable('connection')
      .addColumn('groups_version', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute()
    await makeRulesOfJoinGroups(db)
    await createLinkRequest(db)
  },
}

/**
 * The source becomes part of the key, which SQLite cannot alter: the table is made anew. What is there
 * counts as manual, as nobody wrote down what gave it.
 */
async function addSourceToMembership(db: Kysely<unknown>): Promise<void> {
  const table = db.schema
    .createTable('membership_with_source')
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('group_id', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('membership_source_pk', ['user_id', 'group_id', 'source'])
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  await (isSqlite ? table.modifyEnd(sql`without rowid`) : table).execute()
  await sql`insert into membership_with_source select user_id, group_id, 'manual' from membership`.execute(
    db,
  )
  await db.schema.dropTable('membership').execute()
  await db.schema.alterTable('membership_with_source').renameTo('membership').execute()
  await db.schema
    .createIndex('membership_group')
    .on('membership')
    .columns(['group_id', 'user_id'])
    .execute()
  await db.schema.createIndex('membership_source').on('membership').column('source').execute()
}

/** The setting `joinGroups` is a rule now: every value, to the group of that name, and none is left. */
async function makeRulesOfJoinGroups(db: Kysely<unknown>): Promise<void> {
  const connections = await sql<{
    id: string
    settings: string
  }>`select id, settings from connection`.execute(db)
  for (const { id, settings: text } of connections.rows) {
    const { joinGroups, ...settings } = JSON.parse(text)
    const rules = joinGroups ? [{ match: 'any', sameName: true }] : []
    const changed = JSON.stringify({ ...settings, mapping: { sync: 'add', rules } })
    await sql`update connection set settings = ${changed} where id = ${id}`.execute(db)
  }
}

async function createLinkRequest(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('link_request')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('connection_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text')
    .addColumn('browser_digest', 'text', (c) => c.notNull())
    .addColumn('trace_code', 'text', (c) => c.notNull())
    .addColumn('asserted_sealed', 'text', (c) => c.notNull())
    .addColumn('return_to', 'text', (c) => c.notNull())
    .addColumn('tries', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  for (const [name, columns] of [
    ['link_request_user', ['user_id', 'created_at']],
    ['link_request_expiry', ['expires_at']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('link_request')
      .columns([...columns])
      .execute()
  }
}
