import type { OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { RecoveryLink } from './recovery-link.ts'

/** In place of the one that the owner had. Call it in a transaction. */
export async function replaceRecoveryLink(tx: Db, link: RecoveryLink): Promise<void> {
  await deleteRecoveryLinkOf(tx, link.userId)
  await tx
    .insertInto('recovery_link')
    .values({
      id: link.id,
      organization_id: link.organizationId,
      user_id: link.userId,
      bound_to: link.boundTo,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
    })
    .execute()
}

export async function findRecoveryLink(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<RecoveryLink | undefined> {
  const row = await db
    .selectFrom('recovery_link')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      organizationId: row.organization_id as OrganizationId,
      userId: row.user_id as UserId,
      boundTo: row.bound_to,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }
  )
}

/** True for the one caller that took it: of two who use one link at once, one gets in. */
export async function takeRecoveryLink(tx: Db, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('recovery_link')
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteRecoveryLinkOf(db: Db, userId: UserId): Promise<void> {
  await db.deleteFrom('recovery_link').where('user_id', '=', userId).execute()
}
