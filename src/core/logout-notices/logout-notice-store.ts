import type { ApplicationId, LogoutNoticeId, OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { LogoutNoticeRow } from '../../storage/tables.ts'
import type { Application } from '../applications/application.ts'
import { applicationFromRow } from '../applications/application-store.ts'
import type { LogoutNotice } from './logout-notice.ts'

/** Rows in one statement at most: databases bound the number of values. */
const AT_ONCE = 500

export async function insertLogoutNotices(tx: Db, notices: readonly LogoutNotice[]): Promise<void> {
  const rows = notices.map(toRow)
  for (let index = 0; index < rows.length; index += AT_ONCE) {
    await tx
      .insertInto('logout_notice')
      .values(rows.slice(index, index + AT_ONCE))
      .execute()
  }
}

export async function listApplicationsByClientId(
  db: Db,
  organizationId: OrganizationId,
  clientIds: readonly string[],
): Promise<Application[]> {
  const rows = await db
    .selectFrom('application')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('client_id', 'in', clientIds)
    .execute()
  return rows.map(applicationFromRow)
}

/** Those whose time has come, of applications that are not busy already. */
export async function listDueNotices(
  db: Db,
  { now, busy, limit }: { now: number; busy: readonly string[]; limit: number },
): Promise<LogoutNotice[]> {
  const rows = await db
    .selectFrom('logout_notice')
    .selectAll()
    .where('next_try_at', '<=', now)
    .$if(busy.length > 0, (query) => query.where('application_id', 'not in', busy))
    .orderBy('next_try_at')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** True for the one who may try until `until`: of several nodes, one at a time. */
export async function claimNotice(
  db: Db,
  { id, nextTryAt }: LogoutNotice,
  until: number,
): Promise<boolean> {
  const row = await db
    .updateTable('logout_notice')
    .set({ next_try_at: until })
    .where('id', '=', id)
    .where('next_try_at', '=', nextTryAt)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** False when somebody else did, or when it was given up. */
export async function deleteNotice(db: Db, id: LogoutNoticeId): Promise<boolean> {
  const row = await db
    .deleteFrom('logout_notice')
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function postponeNotice(
  db: Db,
  id: LogoutNoticeId,
  { tries, nextTryAt }: Pick<LogoutNotice, 'tries' | 'nextTryAt'>,
): Promise<void> {
  await db
    .updateTable('logout_notice')
    .set({ tries, next_try_at: nextTryAt })
    .where('id', '=', id)
    .execute()
}

/** An application that does not answer is left alone for a while, whatever else it is to be told. */
export async function postponeAllOf(
  db: Db,
  applicationId: ApplicationId,
  nextTryAt: number,
): Promise<void> {
  await db
    .updateTable('logout_notice')
    .set({ next_try_at: nextTryAt })
    .where('application_id', '=', applicationId)
    .where('next_try_at', '<', nextTryAt)
    .execute()
}

/** Not above `most`: it is read for a page. */
export async function countWaitingNotices(
  db: Db,
  applicationId: ApplicationId,
  most: number,
): Promise<number> {
  const rows = await db
    .selectFrom('logout_notice')
    .select('id')
    .where('application_id', '=', applicationId)
    .limit(most)
    .execute()
  return rows.length
}

function toRow(notice: LogoutNotice): LogoutNoticeRow {
  return {
    id: notice.id,
    organization_id: notice.organizationId,
    application_id: notice.applicationId,
    server_slug: notice.serverSlug,
    user_id: notice.userId,
    sid: notice.sid,
    tries: notice.tries,
    next_try_at: notice.nextTryAt,
    created_at: notice.createdAt,
    expires_at: notice.expiresAt,
  }
}

function fromRow(row: LogoutNoticeRow): LogoutNotice {
  return {
    id: row.id as LogoutNoticeId,
    organizationId: row.organization_id as OrganizationId,
    applicationId: row.application_id as ApplicationId,
    serverSlug: row.server_slug,
    userId: row.user_id as UserId,
    sid: row.sid,
    tries: row.tries,
    nextTryAt: row.next_try_at,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
