import type { MailId, OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { MailRow } from '../../storage/tables.ts'
import type { Mail, MailKind, MailState } from './mail.ts'

export async function insertMail(tx: Db, mail: Mail): Promise<void> {
  await tx
    .insertInto('mail')
    .values({
      id: mail.id,
      organization_id: mail.organizationId,
      user_id: mail.userId ?? null,
      kind: mail.kind,
      to_address: mail.to,
      state: mail.state,
      sealed: mail.sealed ?? null,
      tries: mail.tries,
      next_try_at: mail.nextTryAt ?? null,
      last_error: mail.lastError ?? null,
      created_at: mail.createdAt,
      sent_at: mail.sentAt ?? null,
      expires_at: mail.expiresAt,
    })
    .execute()
}

/** `wishes`: what has to become a message first; `messages`: what can be sent. */
export async function listDueMail(
  db: Db,
  { now, what, limit }: { now: number; what: 'wishes' | 'messages'; limit: number },
): Promise<Mail[]> {
  const rows = await db
    .selectFrom('mail')
    .selectAll()
    .where('next_try_at', '<=', now)
    .where('kind', what === 'wishes' ? '=' : '!=', 'password_reset_asked')
    .orderBy('next_try_at')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** For the one node that gets it; nobody else looks at it until then. */
export async function claimMail(db: Db, { id, nextTryAt }: Mail, until: number): Promise<boolean> {
  const row = await db
    .updateTable('mail')
    .set({ next_try_at: until })
    .where('id', '=', id)
    .where('next_try_at', '=', nextTryAt ?? 0)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** What it said is gone with it. */
export async function endMail(
  db: Db,
  id: MailId,
  { state, at, error }: { state: 'sent' | 'failed'; at: number; error?: string },
): Promise<void> {
  await db
    .updateTable('mail')
    .set((e) => ({
      state,
      sealed: null,
      next_try_at: null,
      tries: e('tries', '+', 1),
      last_error: error ?? null,
      ...(state === 'sent' && { sent_at: at }),
    }))
    .where('id', '=', id)
    .execute()
}

export async function postponeMail(
  db: Db,
  id: MailId,
  { nextTryAt, error }: { nextTryAt: number; error: string },
): Promise<void> {
  await db
    .updateTable('mail')
    .set((e) => ({ next_try_at: nextTryAt, tries: e('tries', '+', 1), last_error: error }))
    .where('id', '=', id)
    .execute()
}

export async function deleteMail(db: Db, id: MailId): Promise<void> {
  await db.deleteFrom('mail').where('id', '=', id).execute()
}

/** The newest first, without the wishes. */
export async function listMail(
  db: Db,
  organizationId: OrganizationId,
  limit: number,
): Promise<Mail[]> {
  const rows = await db
    .selectFrom('mail')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('kind', '!=', 'password_reset_asked')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

export async function findMailIn(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<Mail | undefined> {
  const row = await db
    .selectFrom('mail')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  return row && fromRow(row)
}

function fromRow(row: MailRow): Mail {
  return {
    id: row.id as MailId,
    organizationId: row.organization_id as OrganizationId,
    userId: (row.user_id as UserId | null) ?? undefined,
    kind: row.kind as MailKind,
    to: row.to_address,
    state: row.state as MailState,
    sealed: row.sealed ?? undefined,
    tries: row.tries,
    nextTryAt: row.next_try_at ?? undefined,
    lastError: row.last_error ?? undefined,
    createdAt: row.created_at,
    sentAt: row.sent_at ?? undefined,
    expiresAt: row.expires_at,
  }
}
