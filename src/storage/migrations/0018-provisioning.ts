import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Tokens with which a provider tells of its people and groups (SCIM), and what it told of. */
export const provisioning: Migration = {
  async up(db: Kysely<unknown>) {
    await makeTokens(db)
    await makeProvisioned(db)
    for (const [name, table, columns, unique] of INDEXES) {
      const index = db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
      await (unique ? index.unique() : index).execute()
    }
  },
}

async function makeTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('provisioning_token')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('organization_id', 'text', (c) => c.notNull())
    .addColumn('connection_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint')
    .execute()
}

async function makeProvisioned(db: Kysely<unknown>): Promise<void> {
  const clustered = db.getExecutor().adapter instanceof SqliteAdapter
  const end = clustered ? sql`without rowid` : sql``
  await db.schema
    .createTable('provisioned_user')
    .addColumn('connection_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('external_id', 'text')
    .addColumn('attributes', 'text', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('deleted_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('provisioned_user_pk', ['connection_id', 'user_id'])
    .modifyEnd(end)
    .execute()
  await db.schema
    .createTable('provisioned_group')
    .addColumn('connection_id', 'text', (c) => c.notNull())
    .addColumn('group_id', 'text', (c) => c.notNull())
    .addColumn('external_id', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('provisioned_group_pk', ['connection_id', 'group_id'])
    .modifyEnd(end)
    .execute()
}

type Index = readonly [name: string, table: string, columns: readonly string[], unique: boolean]

const INDEXES: readonly Index[] = [
  ['provisioning_token_digest', 'provisioning_token', ['digest'], true],
  ['provisioning_token_connection', 'provisioning_token', ['connection_id', 'id'], false],
  ['provisioning_token_expiry', 'provisioning_token', ['expires_at'], false],
  ['provisioned_user_user', 'provisioned_user', ['user_id'], true],
  ['provisioned_user_external', 'provisioned_user', ['connection_id', 'external_id'], true],
  ['provisioned_group_group', 'provisioned_group', ['group_id'], true],
  ['provisioned_group_external', 'provisioned_group', ['connection_id', 'external_id'], true],
]
