import type { ConnectionId, OrganizationId, UserId } from '../../base/ids.ts'
import type { LocalPath } from '../../base/local-path.ts'
import type { Db } from '../../storage/database.ts'
import type { PendingSignInRow } from '../../storage/tables.ts'
import type { Wanted } from '../factors/wanted.ts'
import type { PendingSignIn } from './pending-sign-in.ts'

export async function insertPendingSignIn(db: Db, pending: PendingSignIn): Promise<void> {
  await db
    .insertInto('pending_sign_in')
    .values({
      id: pending.id,
      organization_id: pending.organizationId,
      user_id: pending.userId,
      connection_id: pending.connectionId ?? null,
      browser_digest: pending.browserDigest,
      trace_code: pending.traceCode,
      proof_sealed: pending.proofSealed,
      shown: JSON.stringify(pending.shown),
      session_uid: pending.sessionUid ?? null,
      wanted: pending.wanted ?? null,
      return_to: pending.returnTo,
      created_at: pending.createdAt,
      expires_at: pending.expiresAt,
    })
    .execute()
}

type By = Readonly<{ organizationId: OrganizationId; id: string; browserDigest: string }>

/** In its own browser only, and while it lives. */
export async function findPendingSignIn(
  db: Db,
  { organizationId, id, browserDigest }: By,
  now: number,
): Promise<PendingSignIn | undefined> {
  const row = await db
    .selectFrom('pending_sign_in')
    .selectAll()
    .where('id', '=', id)
    .where('browser_digest', '=', browserDigest)
    .where('organization_id', '=', organizationId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Something more was shown in it. False where it was used up meanwhile. */
export async function updatePendingSignIn(
  tx: Db,
  { id, shown, proofSealed }: Pick<PendingSignIn, 'id' | 'shown' | 'proofSealed'>,
): Promise<boolean> {
  const row = await tx
    .updateTable('pending_sign_in')
    .set({ shown: JSON.stringify(shown), proof_sealed: proofSealed })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Of one person, in all browsers. */
export async function deletePendingSignIns(tx: Db, userId: UserId): Promise<void> {
  await tx.deleteFrom('pending_sign_in').where('user_id', '=', userId).execute()
}

/** Of one person through one connection, which says that they signed out there. */
export async function deletePendingSignInsThrough(
  tx: Db,
  { userId, connectionId }: Readonly<{ userId: UserId; connectionId: ConnectionId }>,
): Promise<void> {
  await tx
    .deleteFrom('pending_sign_in')
    .where('user_id', '=', userId)
    .where('connection_id', '=', connectionId)
    .execute()
}

/** Uses it up: of two that could go on with it one does. What it says is what is true now. */
export async function takePendingSignIn(
  tx: Db,
  { id }: Pick<PendingSignIn, 'id'>,
): Promise<PendingSignIn | undefined> {
  const row = await tx
    .deleteFrom('pending_sign_in')
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row && fromRow(row)
}

function fromRow(row: PendingSignInRow): PendingSignIn {
  return {
    id: row.id,
    organizationId: row.organization_id as OrganizationId,
    userId: row.user_id as UserId,
    connectionId: (row.connection_id as ConnectionId | null) ?? undefined,
    browserDigest: row.browser_digest,
    traceCode: row.trace_code,
    proofSealed: row.proof_sealed,
    shown: JSON.parse(row.shown),
    sessionUid: row.session_uid ?? undefined,
    wanted: (row.wanted as Wanted | null) ?? undefined,
    // Only a parsed path is ever written.
    returnTo: row.return_to as LocalPath,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
