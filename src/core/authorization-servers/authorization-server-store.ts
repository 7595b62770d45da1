import type { AuthorizationServerId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { AuthorizationServerRow } from '../../storage/tables.ts'
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  defaultServerSettings,
} from './authorization-server.ts'

export async function insertAuthorizationServer(
  db: Db,
  server: AuthorizationServer,
): Promise<void> {
  await db.insertInto('authorization_server').values(toRow(server)).execute()
}

export async function updateAuthorizationServer(
  db: Db,
  server: AuthorizationServer,
): Promise<void> {
  const { id, ...columns } = toRow(server)
  await db.updateTable('authorization_server').set(columns).where('id', '=', id).execute()
}

export async function findAuthorizationServer(
  db: Db,
  organizationId: OrganizationId,
  slug: string,
): Promise<AuthorizationServer | undefined> {
  const row = await db
    .selectFrom('authorization_server')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function listAuthorizationServers(
  db: Db,
  organizationId: OrganizationId,
  limit = 100,
): Promise<AuthorizationServer[]> {
  const rows = await db
    .selectFrom('authorization_server')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

function toRow(server: AuthorizationServer): AuthorizationServerRow {
  return {
    id: server.id,
    organization_id: server.organizationId,
    slug: server.slug,
    settings: JSON.stringify(server.settings),
    created_at: server.createdAt,
    updated_at: server.updatedAt,
  }
}

function fromRow(row: AuthorizationServerRow): AuthorizationServer {
  const settings: Partial<AuthorizationServerSettings> = JSON.parse(row.settings)
  return {
    id: row.id as AuthorizationServerId,
    organizationId: row.organization_id as OrganizationId,
    slug: row.slug,
    settings: { ...defaultServerSettings(row.slug), ...settings },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
