import type { ApplicationId, LinkId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { ApplicationRow } from '../../storage/tables.ts'
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

/** The active applications a person is assigned to: directly, by a group, or as everyone is. */
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
  // Only whole origins: what else a header may hold would be a pattern in the query.
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
