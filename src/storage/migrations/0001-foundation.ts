import { type CreateTableBuilder, type Kysely, SqliteAdapter, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Every table of the first version. `bigint` holds epoch milliseconds on both engines. */
export const foundation: Migration = {
  async up(db) {
    for (const statement of [...directory(db), ...bothEnds(db), ...records(db)]) {
      await statement.execute()
    }
    for (const [name, table, columns, unique] of INDEXES) {
      const index = db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
      await (unique ? index.unique() : index).execute()
    }
  },
}

/** Any table with any columns: the rows have types in tables.ts, not here. */
type Table = CreateTableBuilder<string, string>

/** Their keys are digests, which are random: a row id keeps such inserts at the table's end. */
const RANDOM_KEYS = new Set(['session', 'sign_in_attempt', 'artifact'])

function table(
  db: Kysely<unknown>,
  name: string,
  text: readonly string[],
  times: readonly string[],
): Table {
  let builder: Table = db.schema.createTable(name)
  for (const column of text) builder = builder.addColumn(column, 'text', (c) => c.notNull())
  for (const column of times) {
    builder = builder.addColumn(column, 'bigint', (c) => c.notNull().defaultTo(0))
  }
  const clustered = db.getExecutor().adapter instanceof SqliteAdapter && !RANDOM_KEYS.has(name)
  return clustered ? builder.modifyEnd(sql`without rowid`) : builder
}

function directory(db: Kysely<unknown>) {
  const owned = ['id', 'organization_id']
  const lifetime = ['created_at', 'updated_at']
  return [
    table(db, 'meta', ['key', 'value'], []).addPrimaryKeyConstraint('meta_pk', ['key']),
    table(
      db,
      'organization',
      ['id', 'slug', 'name', 'url', 'settings'],
      lifetime,
    ).addPrimaryKeyConstraint('organization_pk', ['id']),
    table(
      db,
      'user',
      [...owned, 'login', 'login_key', 'email', 'email_key', 'profile', 'status', 'role'],
      lifetime,
    )
      .addColumn('email_verified', 'integer', (c) => c.notNull())
      .addColumn('password_hash', 'text')
      .addPrimaryKeyConstraint('user_pk', ['id']),
    table(
      db,
      'group',
      [...owned, 'name', 'name_key', 'description'],
      lifetime,
    ).addPrimaryKeyConstraint('group_pk', ['id']),
    table(db, 'membership', ['user_id', 'group_id'], []).addPrimaryKeyConstraint('membership_pk', [
      'user_id',
      'group_id',
    ]),
    table(
      db,
      'identity',
      ['connection_id', 'subject', 'user_id'],
      ['created_at', 'last_used_at'],
    ).addPrimaryKeyConstraint('identity_pk', ['connection_id', 'subject']),
  ]
}

function bothEnds(db: Kysely<unknown>) {
  const owned = ['id', 'organization_id']
  const lifetime = ['created_at', 'updated_at']
  return [
    table(
      db,
      'connection',
      [
        ...owned,
        'slug',
        'name',
        'template',
        'well_known_url',
        'issuer',
        'client_id',
        'client_auth_method',
        'settings',
      ],
      lifetime,
    )
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('client_secret_sealed', 'text')
      .addColumn('private_key_sealed', 'text')
      .addPrimaryKeyConstraint('connection_pk', ['id']),
    table(
      db,
      'application',
      [...owned, 'client_id', 'label', 'type', 'status', 'link_id', 'settings'],
      lifetime,
    ).addPrimaryKeyConstraint('application_pk', ['id']),
    table(
      db,
      'application_secret',
      ['id', 'application_id', 'secret_sealed', 'status'],
      ['created_at'],
    ).addPrimaryKeyConstraint('application_secret_pk', ['id']),
    table(
      db,
      'application_assignment',
      ['application_id', 'kind', 'target_id'],
      [],
    ).addPrimaryKeyConstraint('application_assignment_pk', ['application_id', 'kind', 'target_id']),
    table(
      db,
      'consent',
      ['application_id', 'user_id', 'scopes'],
      ['given_at'],
    ).addPrimaryKeyConstraint('consent_pk', ['application_id', 'user_id']),
    table(
      db,
      'authorization_server',
      [...owned, 'slug', 'settings'],
      lifetime,
    ).addPrimaryKeyConstraint('authorization_server_pk', ['id']),
    table(
      db,
      'signing_key',
      ['id', 'authorization_server_id', 'alg', 'status', 'public_jwk', 'private_jwk_sealed'],
      ['created_at'],
    )
      .addColumn('retires_at', 'bigint')
      .addPrimaryKeyConstraint('signing_key_pk', ['id']),
  ]
}

function records(db: Kysely<unknown>) {
  return [
    table(
      db,
      'session',
      ['id', 'organization_id', 'user_id', 'uid', 'amr', 'authorizations', 'address', 'user_agent'],
      ['authenticated_at', 'created_at', 'last_seen_at', 'idle_expires_at', 'expires_at'],
    )
      .addColumn('acr', 'text')
      .addColumn('connection_id', 'text')
      .addColumn('upstream_sid', 'text')
      .addColumn('id_token_sealed', 'text')
      .addPrimaryKeyConstraint('session_pk', ['id']),
    table(
      db,
      'sign_in_attempt',
      [
        'id',
        'organization_id',
        'connection_id',
        'trace_code',
        'state_digest',
        'browser_digest',
        'nonce',
        'code_verifier_sealed',
        'return_to',
      ],
      ['created_at', 'expires_at'],
    )
      .addColumn('consumed_at', 'bigint')
      .addPrimaryKeyConstraint('sign_in_attempt_pk', ['id']),
    table(db, 'artifact', ['id', 'authorization_server_id', 'model', 'payload'], [])
      .addColumn('grant_id', 'text')
      .addColumn('user_id', 'text')
      .addColumn('user_code_digest', 'text')
      .addColumn('session_uid', 'text')
      .addColumn('consumed_at', 'bigint')
      .addColumn('expires_at', 'bigint')
      .addPrimaryKeyConstraint('artifact_pk', ['id']),
    table(
      db,
      'trace',
      ['id', 'organization_id', 'code', 'side', 'outcome', 'address', 'user_agent', 'steps'],
      ['started_at', 'ended_at'],
    )
      .addColumn('connection_id', 'text')
      .addColumn('application_id', 'text')
      .addColumn('user_id', 'text')
      .addPrimaryKeyConstraint('trace_pk', ['id']),
    table(db, 'event', ['id', 'organization_id', 'type', 'outcome', 'actor_kind', 'detail'], ['at'])
      .addColumn('actor_id', 'text')
      .addColumn('target_kind', 'text')
      .addColumn('target_id', 'text')
      .addPrimaryKeyConstraint('event_pk', ['id']),
  ]
}

type Index = readonly [name: string, table: string, columns: readonly string[], unique: boolean]

const INDEXES: readonly Index[] = [
  ['organization_slug', 'organization', ['slug'], true],
  ['organization_url', 'organization', ['url'], true],
  ['user_login', 'user', ['organization_id', 'login_key'], true],
  ['user_email', 'user', ['organization_id', 'email_key'], false],
  ['group_name', 'group', ['organization_id', 'name_key'], true],
  ['membership_group', 'membership', ['group_id', 'user_id'], false],
  ['identity_user', 'identity', ['user_id'], false],
  ['connection_slug', 'connection', ['organization_id', 'slug'], true],
  ['application_client', 'application', ['organization_id', 'client_id'], true],
  ['application_secret_application', 'application_secret', ['application_id'], false],
  ['application_assignment_target', 'application_assignment', ['target_id'], false],
  ['authorization_server_slug', 'authorization_server', ['organization_id', 'slug'], true],
  ['signing_key_server', 'signing_key', ['authorization_server_id'], false],
  ['signing_key_retirement', 'signing_key', ['retires_at'], false],
  ['session_uid', 'session', ['uid'], true],
  ['session_user', 'session', ['user_id'], false],
  ['session_expiry', 'session', ['expires_at'], false],
  ['sign_in_attempt_state', 'sign_in_attempt', ['state_digest'], true],
  ['sign_in_attempt_browser', 'sign_in_attempt', ['browser_digest', 'created_at'], false],
  ['sign_in_attempt_expiry', 'sign_in_attempt', ['expires_at'], false],
  ['artifact_grant', 'artifact', ['grant_id'], false],
  ['artifact_user', 'artifact', ['user_id'], false],
  ['artifact_session', 'artifact', ['session_uid'], false],
  ['artifact_user_code', 'artifact', ['user_code_digest'], false],
  ['artifact_expiry', 'artifact', ['expires_at'], false],
  ['trace_code', 'trace', ['code'], false],
  ['trace_start', 'trace', ['organization_id', 'started_at'], false],
  ['event_at', 'event', ['organization_id', 'at'], false],
]
