import type { Clock } from '../../base/clock.ts'
import { Failure, type FieldFault } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { type PictureWish, replacePicture } from '../pictures/replace-picture.ts'
import { followPolicy } from '../sessions/follow-policy.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { type Appearance, checkAppearance, tidyAppearance } from './appearance.ts'
import { faultsInSignUp } from './check-sign-up.ts'
import type { Organization, OrganizationSettings } from './organization.ts'
import { updateOrganization } from './organization-store.ts'
import { withTrial } from './passwords-off-trial.ts'
import { requireTestedWayIn, type Tester } from './require-tested-way-in.ts'
import { requireWayIn } from './require-way-in.ts'
import type { SignInPolicy } from './sign-in-policy.ts'

type Plain = Omit<OrganizationSettings, 'appearance' | 'signInPolicy'>

export type OrganizationChange = Readonly<{
  name?: string | undefined
  settings?: Readonly<Partial<{ [K in keyof Plain]: Plain[K] | undefined }>>
  signInPolicy?: Partial<SignInPolicy> | undefined
  appearance?: AppearanceChange | undefined
}>

/** What is left out stays as it is. The logo is handled apart, since it is stored separately. */
type AppearanceChange = Partial<Omit<Appearance, 'logo'>> & Readonly<{ logo?: PictureWish }>

/** Changes name and settings. The address never changes: it is the issuer of everything issued. */
export async function changeOrganization(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  {
    existing,
    change,
    actor,
    tester,
  }: {
    existing: Organization
    change: OrganizationChange
    actor: Event['actor']
    tester: Tester
  },
): Promise<Organization> {
  // The cast holds because the schema leaves no key undefined: it leaves it out.
  const said = change.settings as Partial<OrganizationSettings> | undefined
  const updatedAt = nextVersion(existing, now())
  const { logo: wish, ...look } = change.appearance ?? {}
  const { id } = existing
  const signInPolicy = { ...existing.settings.signInPolicy, ...change.signInPolicy }
  const present = existing.settings.appearance
  const owned = { organizationId: id, ownerId: id, present: present.logo }
  const logo = await replacePicture(db, { ...owned, wish, at: updatedAt })
  const appearance = tidyAppearance({ ...present, ...look, logo: logo.id })
  const changed: Organization = {
    ...existing,
    name: change.name?.trim() ?? existing.name,
    settings: { ...existing.settings, ...said, signInPolicy, appearance },
    updatedAt,
  }
  const organization = withTrial(existing, changed, updatedAt)
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'organization', existing, organization.updatedAt)
    requireSound(organization.settings)
    await logo.write(tx)
    await updateOrganization(tx, organization)
    await requireWayIn(tx, organization)
    await followPolicy(tx, { before: existing, after: organization })
    if (existing.settings.passwordSignIn && !organization.settings.passwordSignIn) {
      await requireTestedWayIn(tx, organization, tester, now)
    }
    const type = 'organization.lifecycle.update'
    const { id: organizationId } = organization
    const target = { kind: 'organization', id: organizationId }
    const detail = changedFields(existing, organization)
    await recordEvent(tx, { organizationId, type, actor, target, detail }, now())
  })
  return organization
}

function requireSound(settings: OrganizationSettings): void {
  const { sessionIdleMs, sessionMaxMs, appearance } = settings
  requireGoodAppearance(appearance)
  const [wrong] = faultsInSignUp(settings)
  if (wrong) {
    const fields = [{ ...wrong, path: `settings.${wrong.path}` }]
    throw new Failure('invalid_input', wrong.message, { fields })
  }
  if (sessionIdleMs <= sessionMaxMs) return
  const fault: FieldFault = {
    path: 'settings.sessionIdleMs',
    message: 'A session cannot rest longer than it lasts.',
  }
  throw new Failure('invalid_input', fault.message, { fields: [fault] })
}

export function requireGoodAppearance(appearance: Appearance): void {
  const faults = checkAppearance(appearance)
  const [first] = faults
  if (!first) return
  const fields = faults.map(({ path, message }) => ({
    path: `settings.appearance.${path}`,
    message,
  }))
  throw new Failure('invalid_input', first.message, { fields })
}
