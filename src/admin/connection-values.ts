import type { z } from '@hono/zod-openapi'
import { Failure } from '../base/errors.ts'
import {
  type Connection,
  callbackPath,
  DEFAULT_CONNECTION_SETTINGS,
} from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { ConnectionValues } from '../core/connections/save-connection.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { picturePath } from '../core/pictures/picture.ts'
import { type PictureWish, readPictureWish } from '../core/pictures/replace-picture.ts'
import type { Db } from '../storage/database.ts'
import { isUniqueViolation } from '../storage/unique-violation.ts'
import type {
  connectionChange,
  connectionCreation,
  connectionView,
} from './contract/connections.ts'
import { toTime } from './time.ts'

export function viewConnection(
  connection: Connection,
  { url }: Pick<Organization, 'url'>,
): z.output<typeof connectionView> {
  const { id, slug, name, template, enabled, position, wellKnownUrl, issuer } = connection
  const { clientId, clientAuthMethod, settings } = connection
  // Connections from before this setting existed use the shared address.
  const redirectUri = `${url}${callbackPath(connection, 1)}`
  return {
    ...{ id, slug, name, template, enabled, position, wellKnownUrl, issuer },
    ...{ clientId, clientAuthMethod },
    hasClientSecret: connection.clientSecretSealed !== undefined,
    hasPrivateKey: connection.privateKeySealed !== undefined,
    settings: {
      ...settings,
      scopes: [...settings.scopes],
      trustedDomains: [...settings.trustedDomains],
      homeDomains: [...settings.homeDomains],
      mapping: { ...settings.mapping, rules: [...settings.mapping.rules] },
      buttonLabel: settings.buttonLabel ?? null,
      secretExpiresOn: settings.secretExpiresOn ?? null,
      icon: settings.icon ? picturePath(settings.icon) : null,
    },
    redirectUri,
    initiateLoginUri: `${url}/sso/openid/initiate`,
    postLogoutRedirectUri: `${url}/logged-out`,
    createdAt: toTime(connection.createdAt),
    updatedAt: toTime(connection.updatedAt),
  }
}

export async function valuesForNew(
  db: Db,
  { id }: Organization,
  given: z.output<typeof connectionCreation>,
): Promise<ConnectionValues> {
  const { check: _, settings, ...values } = given
  const others = await listConnections(db, id)
  const position = Math.max(-1, ...others.map((one) => one.position)) + 1
  return {
    ...values,
    position,
    settings: settingsFrom(DEFAULT_CONNECTION_SETTINGS, settings),
    icon: readIcon(settings?.icon),
  }
}

export function valuesForChange(
  existing: Connection,
  given: z.output<typeof connectionChange>,
): ConnectionValues {
  const { check: _, settings, clientSecret, privateKey, ...values } = given
  const { slug, name, template, enabled, position, wellKnownUrl, clientId, clientAuthMethod } =
    existing
  const present = { slug, name, template, enabled, wellKnownUrl, clientId, clientAuthMethod }
  const said = Object.entries(values).filter(([, value]) => value !== undefined)
  return {
    ...present,
    ...Object.fromEntries(said),
    position,
    clientSecret,
    privateKey,
    settings: settingsFrom(existing.settings, settings),
    icon: readIcon(settings?.icon, existing),
  }
}

/** A new name needs no check of the provider; a new address, way to authenticate or button does. */
export function mustCheck(existing: Connection, values: ConnectionValues): boolean {
  const { wellKnownUrl, clientAuthMethod, enabled } = existing
  const isOther =
    values.wellKnownUrl !== wellKnownUrl || values.clientAuthMethod !== clientAuthMethod
  return isOther || (values.enabled && !enabled)
}

type Settings = Connection['settings']

function settingsFrom(
  present: Settings,
  given: z.output<typeof connectionCreation>['settings'],
): Settings {
  const { icon: _, ...rest } = given ?? {}
  // Whether the groups in its rules exist is checked when it is saved.
  const said = Object.entries(rest).filter(([, value]) => value !== undefined)
  const { buttonLabel = present.buttonLabel, secretExpiresOn = present.secretExpiresOn } = rest
  return {
    ...present,
    ...Object.fromEntries(said),
    buttonLabel: buttonLabel ?? undefined,
    secretExpiresOn: secretExpiresOn ?? undefined,
  }
}

function readIcon(given: string | null | undefined, existing?: Connection): PictureWish {
  return readPictureWish(given, { present: existing?.settings.icon, field: 'settings.icon' })
}

const FIELDS: Readonly<Record<string, string>> = {
  'client secret': 'clientSecret',
  'private key': 'privateKey',
  token_endpoint_auth_methods_supported: 'clientAuthMethod',
}

/** The checks of what was entered; all others are of what the provider answered. */
const OURS = ['wellKnownUrl', 'client secret', 'private key']

/** Adds to a refusal the field at which the fault lies. */
export async function atConnectionField<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (isUniqueViolation(error)) throw slugTaken()
    if (!(error instanceof Failure) || error.fields.length > 0) throw error
    const { code, message, detail } = error
    const isUpstream = code === 'upstream_rejected' || code === 'upstream_unreachable'
    if (code !== 'invalid_input' && !isUpstream) throw error
    const path = FIELDS[String(detail.check)] ?? fieldOf(message)
    const mayHeal = isUpstream || (typeof detail.check === 'string' && !OURS.includes(detail.check))
    const fault = { path, message, ...(mayHeal && { mayHeal }) }
    throw new Failure('invalid_input', message, { fields: [fault], cause: error })
  }
}

function fieldOf(message: string): string {
  if (message.startsWith('A private key')) return 'privateKey'
  return /slug|name of an address/.test(message) ? 'slug' : 'wellKnownUrl'
}

function slugTaken(): Failure {
  const message = 'There is already a connection with this slug.'
  return new Failure('already_exists', message, { fields: [{ path: 'slug', message }] })
}
