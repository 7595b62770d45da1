import type { OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { PasswordLinkRow } from '../../storage/tables.ts'
import type { PasswordLink, PasswordLinkPurpose } from './password-link.ts'

/** In place of the one that the person had. Call it in a transaction. */
export async function replacePasswordLink(
  tx: Db,
  link: PasswordLink,
  tokenDigest: string,
): Promise<void> {
  await deletePasswordLinkOf(tx, link.userId)
  await insertPasswordLinks(tx, [{ link, tokenDigest }])
}

/** Of people who have none. */
export async function insertPasswordLinks(
  tx: Db,
  made: readonly { link: PasswordLink; tokenDigest: string }[],
): Promise<void> {
  if (made.length === 0) return
  const rows = made.map(({ link, tokenDigest }) => toRow(link, tokenDigest))
  await tx.insertInto('password_link').values(rows).execute()
}

/** By the digest of its secret, in this organization; the caller checks that it is good. */
export async function findPasswordLink(
  db: Db,
  organizationId: OrganizationId,
  tokenDigest: string,
): Promise<PasswordLink | undefined> {
  const row = await db
    .selectFrom('password_link')
    .selectAll()
    .where('id', '=', tokenDigest)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function findPasswordLinkOf(
  db: Db,
  userId: UserId,
): Promise<PasswordLink | undefined> {
  const row = await db
    .selectFrom('password_link')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Of one page of people, in one question: by person, the invitations that have not expired. */
export async function listInvitations(
  db: Db,
  userIds: readonly UserId[],
  now: number,
): Promise<Map<UserId, PasswordLink>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('password_link')
    .selectAll()
    .where('user_id', 'in', userIds)
    .where('purpose', '=', 'invitation')
    .where('expires_at', '>', now)
    .execute()
  return new Map(rows.map(fromRow).map((link) => [link.userId, link]))
}

/** True for the one caller that took it: of two who use one link at once, one sets the password. */
export async function takePasswordLink(tx: Db, tokenDigest: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('password_link')
    .where('id', '=', tokenDigest)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Whether there was one. */
export async function deletePasswordLinkOf(db: Db, userId: UserId): Promise<boolean> {
  const row = await db
    .deleteFrom('password_link')
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

function toRow(link: PasswordLink, tokenDigest: string): PasswordLinkRow {
  return {
    id: tokenDigest,
    organization_id: link.organizationId,
    user_id: link.userId,
    purpose: link.purpose,
    bound_to: link.boundTo,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
  }
}

function fromRow(row: PasswordLinkRow): PasswordLink {
  return {
    organizationId: row.organization_id as OrganizationId,
    userId: row.user_id as UserId,
    purpose: row.purpose as PasswordLinkPurpose,
    boundTo: row.bound_to,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
