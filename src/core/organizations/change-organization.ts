import type { Clock } from '../../base/clock.ts'
import { Failure, type FieldFault } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import type { Organization, OrganizationSettings } from './organization.ts'
import { updateOrganization } from './organization-store.ts'
import { requireWayIn } from './require-way-in.ts'

type Change = Readonly<{
  name?: string | undefined
  settings?: Readonly<
    Partial<{ [K in keyof OrganizationSettings]: OrganizationSettings[K] | undefined }>
  >
}>

/** Its name and settings. Its address is its issuer and stays: everything issued hangs on it. */
export async function changeOrganization(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { existing, change, actor }: { existing: Organization; change: Change; actor: Event['actor'] },
): Promise<Organization> {
  const { signUp, passwordSignIn, sessionIdleMs, sessionMaxMs, eventRetentionMs } = {
    ...existing.settings,
    ...change.settings,
  } as OrganizationSettings // What the schema leaves undefined is not among its keys.
  const organization: Organization = {
    ...existing,
    name: change.name?.trim() ?? existing.name,
    settings: { signUp, passwordSignIn, sessionIdleMs, sessionMaxMs, eventRetentionMs },
    updatedAt: nextVersion(existing, now()),
  }
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'organization', existing, organization.updatedAt)
    requireSound(organization.settings)
    await updateOrganization(tx, organization)
    await requireWayIn(tx, organization)
    const type = 'organization.lifecycle.update'
    const { id: organizationId } = organization
    const target = { kind: 'organization', id: organizationId }
    const detail = changedFields(existing, organization)
    await recordEvent(tx, { organizationId, type, actor, target, detail }, now())
  })
  return organization
}

function requireSound({ sessionIdleMs, sessionMaxMs }: OrganizationSettings): void {
  if (sessionIdleMs <= sessionMaxMs) return
  const fault: FieldFault = {
    path: 'settings.sessionIdleMs',
    message: 'A session cannot rest longer than it lasts.',
  }
  throw new Failure('invalid_input', fault.message, { fields: [fault] })
}
