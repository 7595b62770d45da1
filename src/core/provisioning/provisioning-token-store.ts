import type { ConnectionId, OrganizationId, ProvisioningTokenId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { ProvisioningTokenRow } from '../../storage/tables.ts'
import type { ProvisioningToken } from './provisioning-token.ts'

export async function insertProvisioningToken(
  db: Db,
  token: ProvisioningToken,
  valueDigest: string,
): Promise<void> {
  await db
    .insertInto('provisioning_token')
    .values({
      id: token.id,
      organization_id: token.organizationId,
      connection_id: token.connectionId,
      name: token.name,
      digest: valueDigest,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      last_used_at: token.lastUsedAt ?? null,
    })
    .execute()
}

export async function findProvisioningTokenByDigest(
  db: Db,
  organizationId: OrganizationId,
  valueDigest: string,
): Promise<ProvisioningToken | undefined> {
  const [row] = await selectByDigest(db, { organizationId, valueDigest })
  return row && fromRow(row)
}

const selectByDigest = compileOnce(
  (db, of: { organizationId: OrganizationId; valueDigest: string }) =>
    db
      .selectFrom('provisioning_token')
      .selectAll()
      .where('digest', '=', of.valueDigest)
      .where('organization_id', '=', of.organizationId),
)

/** The newest first. */
export async function listProvisioningTokens(
  db: Db,
  connectionId: ConnectionId,
  limit = 100,
): Promise<ProvisioningToken[]> {
  const rows = await db
    .selectFrom('provisioning_token')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

export async function touchProvisioningToken(
  db: Db,
  id: ProvisioningTokenId,
  now: number,
): Promise<void> {
  await db
    .updateTable('provisioning_token')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .execute()
}

/** What was deleted, for the one caller that did it. */
export async function deleteProvisioningToken(
  db: Db,
  connectionId: ConnectionId,
  id: string,
): Promise<ProvisioningToken | undefined> {
  const row = await db
    .deleteFrom('provisioning_token')
    .where('id', '=', id)
    .where('connection_id', '=', connectionId)
    .returningAll()
    .executeTakeFirst()
  return row && fromRow(row)
}

function fromRow(row: ProvisioningTokenRow): ProvisioningToken {
  return {
    id: row.id as ProvisioningTokenId,
    organizationId: row.organization_id as OrganizationId,
    connectionId: row.connection_id as ConnectionId,
    name: row.name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}
