import { sql } from 'kysely'
import type { ApplicationId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { deletePicturesOf } from '../pictures/picture-store.ts'
import type { Application } from './application.ts'
import { applicationFromRow } from './application-store.ts'

/** By id in this organization: another one's is not found. */
export async function findApplicationIn(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<Application | undefined> {
  const row = await db
    .selectFrom('application')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && applicationFromRow(row)
}

type Search = Readonly<{
  /** Part of the name or the client id. */
  q?: string | undefined
  status?: Application['status'] | undefined
  after: string
  limit: number
}>

/** Oldest first. There are few enough applications that each of them may be looked at. */
export async function searchApplications(
  db: Db,
  organizationId: OrganizationId,
  { q, status, after, limit }: Search,
): Promise<Application[]> {
  let query = db
    .selectFrom('application')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '>', after)
  if (status) query = query.where('status', '=', status)
  const wanted = q?.trim().toLowerCase()
  if (wanted) {
    const like = `%${wanted.replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where((e) =>
      e.or([
        sql<boolean>`lower(${e.ref('label')}) like ${like} escape '\\'`,
        sql<boolean>`lower(${e.ref('client_id')}) like ${like} escape '\\'`,
      ]),
    )
  }
  const rows = await query.orderBy('id').limit(limit).execute()
  return rows.map(applicationFromRow)
}

/** With its secrets, assignments and what people agreed to. Call it in a transaction. */
export async function deleteApplication(tx: Db, id: ApplicationId): Promise<void> {
  const about = [
    'application_secret',
    'application_assignment',
    'consent',
    'launch',
    'logout_notice',
    'logout_delivery',
  ] as const
  for (const table of about) {
    await tx.deleteFrom(table).where('application_id', '=', id).execute()
  }
  await deletePicturesOf(tx, id)
  await tx.deleteFrom('application').where('id', '=', id).execute()
}
