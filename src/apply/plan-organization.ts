import { DAY } from '../base/clock.ts'
import { newId } from '../base/ids.ts'
import type { DeclaredOrganization } from '../config/declared-organization.ts'
import {
  DEFAULT_ORGANIZATION_SETTINGS,
  type Organization,
} from '../core/organizations/organization.ts'
import {
  findOrganizationBySlug,
  findOrganizationByUrl,
  insertOrganization,
  updateOrganization,
} from '../core/organizations/organization-store.ts'
import type { Db } from '../storage/database.ts'
import { differences, kindOf, merged, type PlannedChange } from './change.ts'
import { type Planning, recordChange } from './planning.ts'

/** The organization as it will be: the one with this slug, or a new one. */
export async function mergeOrganization(
  db: Db,
  { slug, name, url, settings: given }: DeclaredOrganization,
  at: number,
): Promise<{ present: Organization | undefined; organization: Organization }> {
  const present = await findOrganizationBySlug(db, slug)
  const settings = merged(present?.settings ?? DEFAULT_ORGANIZATION_SETTINGS, {
    signUp: given?.signUp,
    passwordSignIn: given?.passwordSignIn,
    sessionIdleMs: given?.sessionIdle,
    sessionMaxMs: given?.sessionMax,
    eventRetentionMs: given?.eventRetention,
  })
  const id = present?.id ?? newId('organization', at)
  const createdAt = present?.createdAt ?? at
  return { present, organization: { id, slug, name, url, settings, createdAt, updatedAt: at } }
}

export async function planOrganization(
  planning: Planning,
  present: Organization | undefined,
): Promise<PlannedChange> {
  const { db, organization } = planning
  await checkOrganization(planning)
  const fields = present
    ? differences(present, {
        name: organization.name,
        url: organization.url,
        settings: organization.settings,
      })
    : []
  const kind = kindOf(present, fields)
  return {
    change: { kind, what: 'organization', path: organization.slug, fields },
    prepare: () => async (tx: typeof db) => {
      const { id } = organization
      const target = { kind: 'organization', id }
      if (kind === 'none') return
      if (kind === 'create') await insertOrganization(tx, organization)
      else await updateOrganization(tx, organization)
      await recordChange(tx, planning, `organization.lifecycle.${kind}`, target, fields)
    },
  }
}

async function checkOrganization({ db, organization, path, fault }: Planning): Promise<void> {
  const { sessionIdleMs, sessionMaxMs } = organization.settings
  if (sessionIdleMs > sessionMaxMs) {
    fault([...path, 'settings'], 'sessionIdle is longer than sessionMax: give a shorter one.')
  }
  if (organization.settings.eventRetentionMs < DAY) {
    fault([...path, 'settings'], 'eventRetention is a day at least.')
  }
  const neighbour = await findOrganizationByUrl(db, organization.url)
  if (neighbour && neighbour.id !== organization.id) {
    const message = `${organization.url} is the address of the organization ${neighbour.slug}: each needs one of its own.`
    fault([...path, 'url'], message)
  }
}
