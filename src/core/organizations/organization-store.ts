import type { ExpressionBuilder } from 'kysely'
import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { OrganizationRow, Tables } from '../../storage/tables.ts'
import { DEFAULT_APPEARANCE } from './appearance.ts'
import {
  DEFAULT_ORGANIZATION_SETTINGS,
  type Organization,
  type OrganizationSettings,
  type OrganizationUrl,
} from './organization.ts'
import { DEFAULT_SIGN_IN_POLICY } from './sign-in-policy.ts'

export async function insertOrganization(db: Db, organization: Organization): Promise<void> {
  await db.insertInto('organization').values(toRow(organization)).execute()
}

export async function updateOrganization(db: Db, organization: Organization): Promise<void> {
  const { id, ...columns } = toRow(organization)
  await db.updateTable('organization').set(columns).where('id', '=', id).execute()
}

export async function findOrganization(
  db: Db,
  id: OrganizationId,
): Promise<Organization | undefined> {
  const row = await db
    .selectFrom('organization')
    .selectAll()
    .select(groupsRequire)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function findOrganizationByUrl(
  db: Db,
  url: string,
): Promise<Organization | undefined> {
  const row = await db
    .selectFrom('organization')
    .selectAll()
    .select(groupsRequire)
    .where('url', '=', url)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function findOrganizationBySlug(
  db: Db,
  slug: string,
): Promise<Organization | undefined> {
  const row = await db
    .selectFrom('organization')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Read with the organization, so that sign-ins look at groups only if any requires a second factor. */
function groupsRequire(row: ExpressionBuilder<Tables, 'organization'>) {
  const requiring = row
    .selectFrom('group')
    .select('group.id')
    .whereRef('group.organization_id', '=', 'organization.id')
    .where('group.requires_second_factor', '=', 1)
  return row.exists(requiring).as('groups_require')
}

/**
 * Until the transaction ends, others who call this wait: those who change something about which a
 * rule holds for the organization as a whole, such as "one owner stays".
 */
export async function lockOrganization(tx: Db, id: OrganizationId): Promise<void> {
  await tx.updateTable('organization').set({ id }).where('id', '=', id).execute()
}

/** Every organization of the installation. There are few, since each has an address of its own. */
export async function listOrganizations(db: Db, limit = 1_000): Promise<Organization[]> {
  const rows = await db
    .selectFrom('organization')
    .selectAll()
    .orderBy('slug')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** The organizations whose passwords come back now. */
export async function listPasswordsDue(db: Db, now: number): Promise<OrganizationId[]> {
  const rows = await db
    .selectFrom('organization')
    .select('id')
    .where('passwords_back_at', '<=', now)
    .limit(100)
    .execute()
  return rows.map(({ id }) => id as OrganizationId)
}

function toRow(organization: Organization): OrganizationRow {
  return {
    id: organization.id,
    slug: organization.slug,
    name: organization.name,
    url: organization.url,
    settings: JSON.stringify(organization.settings),
    passwords_back_at: organization.passwordsBackAt ?? null,
    created_at: organization.createdAt,
    updated_at: organization.updatedAt,
  }
}

type Read = OrganizationRow & Readonly<{ groups_require?: unknown }>

function fromRow(row: Read): Organization {
  const settings: Partial<OrganizationSettings> = JSON.parse(row.settings)
  return {
    // Ids and urls in rows were made or parsed when they were written.
    id: row.id as OrganizationId,
    slug: row.slug,
    name: row.name,
    url: row.url as OrganizationUrl,
    settings: {
      ...DEFAULT_ORGANIZATION_SETTINGS,
      ...settings,
      signInPolicy: { ...DEFAULT_SIGN_IN_POLICY, ...settings.signInPolicy },
      appearance: { ...DEFAULT_APPEARANCE, ...settings.appearance },
    },
    // 1 or 0 of SQLite, true or false of PostgreSQL.
    ...(row.groups_require ? { groupsRequireSecondFactor: true } : {}),
    ...(row.passwords_back_at !== null && { passwordsBackAt: row.passwords_back_at }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
