import type { z } from '@hono/zod-openapi'
import type { GroupId, UserId } from '../base/ids.ts'
import type {
  Application,
  ApplicationSecret,
  ApplicationSettings,
} from '../core/applications/application.ts'
import type { Assignments } from '../core/applications/assign-application.ts'
import type { Assignment } from '../core/applications/assignment-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { picturePath } from '../core/pictures/picture.ts'
import type {
  applicationSettings,
  applicationSettingsChange,
  applicationView,
  assignments,
  secretView,
} from './contract/application-fields.ts'
import { toTime } from './time.ts'

/** What is not set is null in JSON, and undefined in the domain. */
export function viewApplication(
  application: Application,
  { url }: Pick<Organization, 'url'>,
): z.output<typeof applicationView> {
  const { id, clientId, label, type, status, linkId, settings, createdAt, updatedAt } = application
  return {
    id,
    clientId,
    label,
    type,
    status,
    settings: viewSettings(settings),
    embedUrl: `${url}/home/oidc_client/${id}/${linkId}`,
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  }
}

function viewSettings(settings: ApplicationSettings): z.output<typeof applicationSettings> {
  const { initiateLoginUri, logo, logoUri, jwks, jwksUri, groupsClaim } = settings
  return {
    ...settings,
    grantTypes: [...settings.grantTypes],
    redirectUris: [...settings.redirectUris],
    postLogoutRedirectUris: [...settings.postLogoutRedirectUris],
    trustedOrigins: [...settings.trustedOrigins],
    loginScopes: [...settings.loginScopes],
    initiateLoginUri: initiateLoginUri ?? null,
    backchannelLogoutUri: settings.backchannelLogoutUri ?? null,
    frontchannelLogoutUri: settings.frontchannelLogoutUri ?? null,
    logo: logo ? picturePath(logo) : null,
    logoUri: logoUri ?? null,
    jwks: jwks ? { keys: [...jwks.keys] } : null,
    jwksUri: jwksUri ?? null,
    groupsClaim: groupsClaim ?? null,
  }
}

/**
 * The reverse: null means "not set", and what is left out stays as it is. Without the logo, which is
 * stored separately.
 */
export function settingsFrom(
  given: z.output<typeof applicationSettingsChange> = {},
): Partial<ApplicationSettings> {
  const { logo: _, ...rest } = given
  const entries = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, value ?? undefined])
  // The names and values are those of the schema, less the nulls.
  return Object.fromEntries(entries) as Partial<ApplicationSettings>
}

export function viewSecret(secret: ApplicationSecret): z.output<typeof secretView> {
  return { id: secret.id, status: secret.status, createdAt: toTime(secret.createdAt) }
}

export function viewAssignments({
  everyone,
  groups,
  users,
}: Assignments): z.output<typeof assignments> {
  return { everyone, groups: [...groups], users: [...users] }
}

/** Whether the ids exist is checked when they are written. */
export function assignmentsFrom(given: z.output<typeof assignments> | undefined): Assignment[] {
  if (!given) return []
  return [
    ...(given.everyone ? [{ kind: 'everyone' } as const] : []),
    ...[...new Set(given.groups)].map((id) => ({ kind: 'group', groupId: id as GroupId }) as const),
    ...[...new Set(given.users)].map((id) => ({ kind: 'user', userId: id as UserId }) as const),
  ]
}
