import type { ApiTokenId, OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { ApiTokenRow } from '../../storage/tables.ts'
import type { ApiToken } from './api-token.ts'

export async function insertApiToken(db: Db, token: ApiToken, valueDigest: string): Promise<void> {
  await db
    .insertInto('api_token')
    .values({
      id: token.id,
      organization_id: token.organizationId,
      user_id: token.userId,
      name: token.name,
      digest: valueDigest,
      scopes: JSON.stringify(token.scopes),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      last_used_at: token.lastUsedAt ?? null,
    })
    .execute()
}

export async function findApiTokenByDigest(
  db: Db,
  organizationId: OrganizationId,
  valueDigest: string,
): Promise<ApiToken | undefined> {
  const row = await db
    .selectFrom('api_token')
    .selectAll()
    .where('digest', '=', valueDigest)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function findApiToken(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<ApiToken | undefined> {
  const row = await db
    .selectFrom('api_token')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** The newest first. */
export async function listApiTokens(
  db: Db,
  organizationId: OrganizationId,
  limit = 1_000,
): Promise<ApiToken[]> {
  const rows = await db
    .selectFrom('api_token')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

export async function touchApiToken(db: Db, id: ApiTokenId, now: number): Promise<void> {
  await db.updateTable('api_token').set({ last_used_at: now }).where('id', '=', id).execute()
}

/** True for the one caller that revoked it. */
export async function deleteApiToken(
  db: Db,
  organizationId: OrganizationId,
  id: ApiTokenId,
): Promise<boolean> {
  const row = await db
    .deleteFrom('api_token')
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

function fromRow(row: ApiTokenRow): ApiToken {
  return {
    id: row.id as ApiTokenId,
    organizationId: row.organization_id as OrganizationId,
    userId: row.user_id as UserId,
    name: row.name,
    scopes: JSON.parse(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}
