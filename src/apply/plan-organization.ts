import { DAY } from '../base/clock.ts'
import { newId } from '../base/ids.ts'
import type { DeclaredOrganization } from '../config/declared-organization.ts'
import {
  type Appearance,
  checkAppearance,
  DEFAULT_APPEARANCE,
  tidyAppearance,
} from '../core/organizations/appearance.ts'
import { faultsInSignUp } from '../core/organizations/check-sign-up.ts'
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
import { DEFAULT_SIGN_IN_POLICY, REMEMBER_LIMITS } from '../core/organizations/sign-in-policy.ts'
import { replacePicture } from '../core/pictures/replace-picture.ts'
import { followPolicy } from '../core/sessions/follow-policy.ts'
import { claimVersion, nextVersion } from '../core/versions/claim-version-store.ts'
import type { Db } from '../storage/database.ts'
import { differences, kindOf, merged, type PlannedChange } from './change.ts'
import { cleared } from './merge-application.ts'
import { type Planning, recordChange } from './planning.ts'

type Logo = Awaited<ReturnType<typeof replacePicture>>
type Merged = Readonly<{
  present: Organization | undefined
  organization: Organization
  logo: Logo
}>

/** The organization as it will be: the one with this slug, or a new one. */
export async function mergeOrganization(
  db: Db,
  { slug, name, url, settings: given }: DeclaredOrganization,
  at: number,
): Promise<Merged> {
  const present = await findOrganizationBySlug(db, slug)
  const id = present?.id ?? newId('organization', at)
  const before = present?.settings.appearance ?? DEFAULT_APPEARANCE
  const look = given?.appearance ?? {}
  const owned = { organizationId: id, ownerId: id, present: before.logo }
  const logo = await replacePicture(db, { ...owned, wish: look.logo, at })
  const settings = merged(present?.settings ?? DEFAULT_ORGANIZATION_SETTINGS, {
    signUp: given?.signUp,
    allowedDomains: given?.allowedDomains,
    passwordSignIn: given?.passwordSignIn,
    signInPolicy: mergePolicy(present?.settings.signInPolicy, given?.signInPolicy),
    changeOwnNames: given?.changeOwnNames,
    secondFactor: given?.secondFactor,
    sessionIdleMs: given?.sessionIdle,
    sessionMaxMs: given?.sessionMax,
    reauthenticateAfterMs: given?.reauthenticateAfter,
    eventRetentionMs: given?.eventRetention,
    appearance: { ...mergeAppearance(before, look), logo: logo.id },
  })
  const createdAt = present?.createdAt ?? at
  const updatedAt = present ? nextVersion(present, at) : at
  const organization = { id, slug, name, url, settings, createdAt, updatedAt }
  return { present, organization, logo }
}

type Policy = NonNullable<DeclaredOrganization['settings']>['signInPolicy']

function mergePolicy(before = DEFAULT_SIGN_IN_POLICY, { remember, ...policy }: Policy = {}) {
  return merged(before, { ...policy, rememberMs: remember })
}

type Look = NonNullable<NonNullable<DeclaredOrganization['settings']>['appearance']>

function mergeAppearance(before: Appearance, given: Look): Appearance {
  return tidyAppearance({
    logo: before.logo,
    accent: cleared(before.accent, given.accent),
    accentDark: cleared(before.accentDark, given.accentDark),
    heading: cleared(before.heading, given.heading),
    intro: cleared(before.intro, given.intro),
    links: given.links ?? before.links,
  })
}

export async function planOrganization(
  planning: Planning,
  present: Organization | undefined,
  logo: Logo,
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
      if (present) await claimVersion(tx, 'organization', present, organization.updatedAt)
      await logo.write(tx)
      if (kind === 'create') await insertOrganization(tx, organization)
      else {
        await updateOrganization(tx, organization)
        if (present) await followPolicy(tx, { before: present, after: organization })
      }
      await recordChange(tx, planning, `organization.lifecycle.${kind}`, target, fields)
    },
  }
}

async function checkOrganization({ db, organization, path, fault }: Planning): Promise<void> {
  const { sessionIdleMs, sessionMaxMs } = organization.settings
  for (const { path: field, message } of faultsInSignUp(organization.settings)) {
    fault([...path, 'settings', field], message)
  }
  if (sessionIdleMs > sessionMaxMs) {
    fault([...path, 'settings'], 'sessionIdle is longer than sessionMax: give a shorter one.')
  }
  const { rememberMs } = organization.settings.signInPolicy
  const { leastMs, mostMs } = REMEMBER_LIMITS
  if (rememberMs !== null && (rememberMs < leastMs || rememberMs > mostMs)) {
    fault([...path, 'settings', 'signInPolicy', 'remember'], 'remember is 1h to 90d, or null.')
  }
  if (organization.settings.eventRetentionMs < DAY) {
    fault([...path, 'settings'], 'eventRetention is a day at least.')
  }
  for (const problem of checkAppearance(organization.settings.appearance)) {
    const keys = problem.path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    fault([...path, 'settings', 'appearance', ...keys], problem.message)
  }
  const neighbour = await findOrganizationByUrl(db, organization.url)
  if (neighbour && neighbour.id !== organization.id) {
    const message = `${organization.url} is the address of the organization ${neighbour.slug}: each needs one of its own.`
    fault([...path, 'url'], message)
  }
}
