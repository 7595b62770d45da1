import { type Insertable, PostgresAdapter, type Selectable } from 'kysely'
import type { ConnectionId, OrganizationId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { ConnectionRow } from '../../storage/tables.ts'
import { deletePicturesOf } from '../pictures/picture-store.ts'
import {
  type ClientAuthMethod,
  type Connection,
  type ConnectionSettings,
  DEFAULT_CONNECTION_SETTINGS,
  type Template,
} from './connection.ts'

export async function insertConnection(db: Db, connection: Connection): Promise<void> {
  await db.insertInto('connection').values(toRow(connection)).execute()
}

export async function updateConnection(db: Db, connection: Connection): Promise<void> {
  const { id, ...columns } = toRow(connection)
  await db.updateTable('connection').set(columns).where('id', '=', id).execute()
}

export async function findConnection(db: Db, id: string): Promise<Connection | undefined> {
  const row = await db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst()
  return row && connectionFromRow(row)
}

/** A shared lock: until the transaction ends others may share the connection, but not change it. */
export async function shareConnection(tx: Db, id: ConnectionId): Promise<Connection | undefined> {
  // On SQLite only one transaction runs at a time.
  const isPostgres = tx.getExecutor().adapter instanceof PostgresAdapter
  const row = await tx
    .selectFrom('connection')
    .selectAll()
    .where('id', '=', id)
    .$if(isPostgres, (query) => query.forShare())
    .executeTakeFirst()
  return row && connectionFromRow(row)
}

/** An exclusive lock until the transaction ends; waits for all who share the connection. */
export async function lockConnection(tx: Db, id: ConnectionId): Promise<void> {
  await tx.updateTable('connection').set({ id }).where('id', '=', id).execute()
}

export async function findConnectionBySlug(
  db: Db,
  organizationId: OrganizationId,
  slug: string,
): Promise<Connection | undefined> {
  const [row] = await selectBySlug(db, { organizationId, slug })
  return row && connectionFromRow(row)
}

const selectBySlug = compileOnce((db, by: { organizationId: OrganizationId; slug: string }) =>
  db
    .selectFrom('connection')
    .selectAll()
    .where('organization_id', '=', by.organizationId)
    .where('slug', '=', by.slug),
)

/** An organization's connections in the order of its login screen. */
export async function listConnections(
  db: Db,
  organizationId: OrganizationId,
  limit = 100,
): Promise<Connection[]> {
  const rows = await selectInOrder(db, { organizationId, limit })
  return rows.map(connectionFromRow)
}

const selectInOrder = compileOnce(
  (db, { organizationId, limit }: { organizationId: OrganizationId; limit: number }) =>
    db
      .selectFrom('connection')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .orderBy('position')
      .orderBy('id')
      .limit(limit),
)

/** By id, within this organization only. */
export async function findConnectionIn(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<Connection | undefined> {
  const row = await db
    .selectFrom('connection')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && connectionFromRow(row)
}

/** Deletes its identities and the sign-ins under way as well. Call it in a transaction. */
export async function deleteConnection(tx: Db, id: ConnectionId): Promise<void> {
  await deleteIdentitiesOf(tx, id)
  await tx.deleteFrom('sign_in_attempt').where('connection_id', '=', id).execute()
  await tx.deleteFrom('connection_health').where('connection_id', '=', id).execute()
  await tx.deleteFrom('connection_test').where('connection_id', '=', id).execute()
  await deletePicturesOf(tx, id)
  await tx.deleteFrom('connection').where('id', '=', id).execute()
}

/**
 * Unties everybody from a connection, and returns how many that were. Those about to be tied are not:
 * what they wait with came from the provider to which the connection led until now.
 */
export async function deleteIdentitiesOf(tx: Db, id: ConnectionId): Promise<number> {
  await tx.deleteFrom('link_request').where('connection_id', '=', id).execute()
  await tx.deleteFrom('pending_sign_in').where('connection_id', '=', id).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('identity')
    .where('connection_id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

function toRow(connection: Connection): Insertable<ConnectionRow> {
  return {
    id: connection.id,
    organization_id: connection.organizationId,
    slug: connection.slug,
    name: connection.name,
    template: connection.template,
    enabled: connection.enabled ? 1 : 0,
    position: connection.position,
    well_known_url: connection.wellKnownUrl,
    issuer: connection.issuer,
    client_id: connection.clientId,
    client_auth_method: connection.clientAuthMethod,
    client_secret_sealed: connection.clientSecretSealed ?? null,
    private_key_sealed: connection.privateKeySealed ?? null,
    settings: JSON.stringify(connection.settings),
    created_at: connection.createdAt,
    updated_at: connection.updatedAt,
  }
}

function connectionFromRow(row: Selectable<ConnectionRow>): Connection {
  const settings: Partial<ConnectionSettings> = JSON.parse(row.settings)
  return {
    id: row.id as ConnectionId,
    organizationId: row.organization_id as OrganizationId,
    slug: row.slug,
    name: row.name,
    template: row.template as Template,
    enabled: row.enabled === 1,
    position: row.position,
    wellKnownUrl: row.well_known_url,
    issuer: row.issuer,
    clientId: row.client_id,
    clientAuthMethod: row.client_auth_method as ClientAuthMethod,
    clientSecretSealed: row.client_secret_sealed ?? undefined,
    privateKeySealed: row.private_key_sealed ?? undefined,
    settings: { ...DEFAULT_CONNECTION_SETTINGS, ...settings },
    groupsVersion: row.groups_version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
