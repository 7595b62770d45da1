import type { ConnectionId, OrganizationId, UserId } from '../../base/ids.ts'
import type { LocalPath } from '../../base/local-path.ts'
import type { Db } from '../../storage/database.ts'
import type { LinkRequestRow } from '../../storage/tables.ts'
import type { LinkRequest } from './link-request.ts'

export async function insertLinkRequest(db: Db, request: LinkRequest): Promise<void> {
  await db
    .insertInto('link_request')
    .values({
      id: request.id,
      organization_id: request.organizationId,
      connection_id: request.connectionId,
      user_id: request.userId ?? null,
      browser_digest: request.browserDigest,
      trace_code: request.traceCode,
      asserted_sealed: request.assertedSealed,
      return_to: request.returnTo,
      created_at: request.createdAt,
      expires_at: request.expiresAt,
    })
    .execute()
}

type By = Readonly<{ organizationId: OrganizationId; id: string; browserDigest: string }>

/** In its own browser only, and while it lives. */
export async function findLinkRequest(
  db: Db,
  { organizationId, id, browserDigest }: By,
  now: number,
): Promise<LinkRequest | undefined> {
  const row = await db
    .selectFrom('link_request')
    .selectAll()
    .where('id', '=', id)
    .where('browser_digest', '=', browserDigest)
    .where('organization_id', '=', organizationId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Uses it up: of two right answers one wins. */
export async function takeLinkRequest(tx: Db, { id }: LinkRequest): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('link_request')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

function fromRow(row: LinkRequestRow): LinkRequest {
  return {
    id: row.id,
    organizationId: row.organization_id as OrganizationId,
    connectionId: row.connection_id as ConnectionId,
    userId: (row.user_id as UserId | null) ?? undefined,
    browserDigest: row.browser_digest,
    traceCode: row.trace_code,
    assertedSealed: row.asserted_sealed,
    // Only a parsed path is ever written.
    returnTo: row.return_to as LocalPath,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
