import { sql } from 'kysely'
import type { ApplicationId, LinkId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { ApplicationRow } from '../../storage/tables.ts'
import { deletePicturesOf } from '../pictures/picture-store.ts'
import {
  type Application,
  type ApplicationSettings,
  type ApplicationType,
  defaultApplicationSettings,
} from './application.ts'

export async function insertApplication(db: Db, application: Application): Promise<void> {
  await db.insertInto('application').values(toRow(application)).execute()
}

export async function updateApplication(db: Db, application: Application): Promise<void> {
  const { id, ...columns } = toRow(application)
  await db.updateTable('application').set(columns).where('id', '=', id).execute()
}

export async function findApplication(db: Db, id: string): Promise<Application | undefined> {
  const row = await db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirst()
  return row && applicationFromRow(row)
}

export async function findApplicationByClientId(
  db: Db,
  organizationId: OrganizationId,
  clientId: string,
): Promise<Application | undefined> {
  const row = await db
    .selectFrom('application')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row && applicationFromRow(row)
}

export async function listApplications(
  db: Db,
  organizationId: OrganizationId,
  { after = '', limit = 100 }: { after?: string; limit?: number } = {},
): Promise<Application[]> {
  const rows = await db
    .selectFrom('application')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(applicationFromRow)
}

/** The active applications assigned to a person: directly, by a group, or to everyone. */
export async function listApplicationsOfUser(
  db: Db,
  organizationId: OrganizationId,
  userId: string,
  limit = 1_000,
): Promise<Application[]> {
  const rows = await db
    .selectFrom('application')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('status', '=', 'active')
    .where('id', 'in', (sub) =>
      sub
        .selectFrom('application_assignment')
        .select('application_id')
        .where((e) =>
          e.or([
            e('kind', '=', 'everyone'),
            e.and([e('kind', '=', 'user'), e('target_id', '=', userId)]),
            e.and([
              e('kind', '=', 'group'),
              e('target_id', 'in', (members) =>
                members.selectFrom('membership').select('group_id').where('user_id', '=', userId),
              ),
            ]),
          ]),
        ),
    )
    .orderBy('label')
    .limit(limit)
    .execute()
  return rows.map(applicationFromRow)
}

/** Whether any active application of the organization names this origin as trusted. */
export async function isTrustedOrigin(
  db: Db,
  organizationId: OrganizationId,
  origin: string,
): Promise<boolean> {
  // Only origins: anything else in the header could act as a pattern in the query.
  if (URL.parse(origin)?.origin !== origin) return false
  const rows = await db
    .selectFrom('application')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('status', '=', 'active')
    .where('settings', 'like', `%${JSON.stringify(origin)}%`)
    .execute()
  return rows.some((row) => applicationFromRow(row).settings.trustedOrigins.includes(origin))
}

/** By id, within this organization only. */
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

/** Oldest first. There are so few applications that a scan of all of them is fine. */
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

/** Deletes its secrets, assignments and consents as well. Call it in a transaction. */
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

function toRow(application: Application): ApplicationRow {
  return {
    id: application.id,
    organization_id: application.organizationId,
    client_id: application.clientId,
    label: application.label,
    type: application.type,
    status: application.status,
    link_id: application.linkId,
    settings: JSON.stringify(application.settings),
    created_at: application.createdAt,
    updated_at: application.updatedAt,
  }
}

export function applicationFromRow(row: ApplicationRow): Application {
  const type = row.type as ApplicationType
  const settings: Partial<ApplicationSettings> = JSON.parse(row.settings)
  return {
    id: row.id as ApplicationId,
    organizationId: row.organization_id as OrganizationId,
    clientId: row.client_id,
    label: row.label,
    type,
    status: row.status as Application['status'],
    linkId: row.link_id as LinkId,
    settings: { ...defaultApplicationSettings(type), ...settings },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
