import { faultInDomains } from '../base/domain.ts'
import { newId } from '../base/ids.ts'
import type { DeclaredConnection } from '../config/declared-connection.ts'
import { type Connection, DEFAULT_CONNECTION_SETTINGS } from '../core/connections/connection.ts'
import {
  findConnectionBySlug,
  insertConnection,
  updateConnection,
} from '../core/connections/connection-store.ts'
import { impliedIssuer } from '../core/connections/provider-document.ts'
import { isSameProvider } from '../core/connections/require-trust-authority.ts'
import type { Mapping } from '../core/mapping/mapping-rule.ts'
import { untieEverybody } from '../core/mapping/withdraw-gifts.ts'
import { replacePicture } from '../core/pictures/replace-picture.ts'
import { claimVersion, nextVersion } from '../core/versions/claim-version-store.ts'
import {
  differences,
  kindOf,
  merged,
  type PlannedChange,
  secretChange,
  type Write,
} from './change.ts'
import { cleared } from './merge-application.ts'
import { planMapping } from './plan-mapping.ts'
import { type Directory, type Planning, recordChange } from './planning.ts'
import { isChanged, readSecret } from './secrets.ts'

/** A connection is saved whether or not its provider answers: the file may come before the wire. */
export async function planConnection(
  planning: Planning,
  { findGroup }: Pick<Directory, 'findGroup'>,
  given: DeclaredConnection,
  index: number,
): Promise<PlannedChange> {
  const { db, sealer, organization, isNew } = planning
  const present = isNew ? undefined : await findConnectionBySlug(db, organization.id, given.slug)
  const mapping = planMapping(planning, { findGroup }, given, index)
  const merging = mergeConnection(planning, present, { ...given, mapping }, index)
  const owned = { organizationId: organization.id, ownerId: merging.id }
  const before = present?.settings.icon
  const icon = await replacePicture(db, {
    ...owned,
    present: before,
    wish: given.icon,
    at: planning.at,
  })
  const connection = { ...merging, settings: { ...merging.settings, icon: icon.id } }
  checkConnection(planning, connection, given, index)
  const at = [...planning.path, 'connections', index]
  const secret = await readSecret(planning, [...at, 'clientSecretSealed'], {
    plain: given.clientSecret,
    sealed: given.clientSecretSealed,
  })
  const key = await readSecret(planning, [...at, 'privateKeySealed'], {
    plain: given.privateKey,
    sealed: given.privateKeySealed,
  })
  const isNewSecret = await isChanged(sealer, connection.clientSecretSealed, secret)
  const isNewKey = await isChanged(sealer, connection.privateKeySealed, key)
  const fields = present
    ? [
        ...differences(present, compared(connection)),
        ...secretChange('clientSecret', isNewSecret),
        ...secretChange('privateKey', isNewKey),
      ]
    : []
  const kind = kindOf(present, fields)

  async function prepare(): Promise<Write> {
    const row: Connection = {
      ...connection,
      ...(isNewSecret && { clientSecretSealed: await sealer.seal(secret ?? '') }),
      ...(isNewKey && { privateKeySealed: await sealer.seal(key ?? '') }),
    }
    return async (tx) => {
      if (kind === 'none') return
      if (present) await claimVersion(tx, 'connection', present, row.updatedAt)
      // A subject is a person of one provider: at another one it is whoever that one says.
      if (present && !isSameProvider(present, row)) await untieEverybody(tx, row, planning.at)
      await icon.write(tx)
      await (kind === 'create' ? insertConnection(tx, row) : updateConnection(tx, row))
      const target = { kind: 'connection', id: row.id }
      await recordChange(tx, planning, `connection.lifecycle.${kind}`, target, fields)
    }
  }

  const path = `${organization.slug}/connections/${given.slug}`
  return { change: { kind, what: 'connection', path, fields }, prepare }
}

function mergeConnection(
  { organization, at }: Planning,
  present: Connection | undefined,
  given: Omit<DeclaredConnection, 'mapping'> & { mapping: Mapping | undefined },
  index: number,
): Connection {
  const { slug, name, wellKnownUrl, clientId } = given
  const settings = present?.settings ?? DEFAULT_CONNECTION_SETTINGS
  const { scopes, trustedDomains, signUp, linking, mapping, callback } = given
  const { homeDomains, secondFactor, signOutAtProvider } = given
  const isSamePlace = present?.wellKnownUrl === wellKnownUrl
  // What is not told follows from the address (Discovery section 4.1, backwards).
  const issuer = given.issuer ?? (isSamePlace ? present.issuer : impliedIssuer(wellKnownUrl)) ?? ''
  // A stored secret is never sent to another provider than the one it was given for.
  const stored = isSamePlace && present.issuer === issuer ? present : undefined
  return {
    id: present?.id ?? newId('connection', at),
    organizationId: organization.id,
    slug,
    name,
    template: given.template ?? present?.template ?? 'oidc',
    enabled: given.enabled ?? present?.enabled ?? true,
    position: given.position ?? present?.position ?? index,
    wellKnownUrl,
    issuer,
    clientId,
    clientAuthMethod: given.clientAuthMethod ?? present?.clientAuthMethod ?? 'client_secret_basic',
    clientSecretSealed: stored?.clientSecretSealed,
    privateKeySealed: stored?.privateKeySealed,
    settings: {
      ...merged(settings, { scopes, trustedDomains, signUp, linking, mapping }),
      ...merged({}, { homeDomains, secondFactor, signOutAtProvider, callback }),
      claims: merged(settings.claims, given.claims),
      buttonLabel: cleared(settings.buttonLabel, given.buttonLabel),
      secretExpiresOn: cleared(settings.secretExpiresOn, given.secretExpiresOn),
    },
    createdAt: present?.createdAt ?? at,
    updatedAt: present ? nextVersion(present, at) : at,
  }
}

function compared(connection: Connection) {
  const { name, template, enabled, position, wellKnownUrl, issuer } = connection
  const { clientId, clientAuthMethod, settings } = connection
  const shown = { name, template, enabled, position, wellKnownUrl, issuer }
  return { ...shown, clientId, clientAuthMethod, settings }
}

function checkConnection(
  { path, fault }: Planning,
  connection: Connection,
  given: DeclaredConnection,
  index: number,
): void {
  const at = [...path, 'connections', index]
  const method = connection.clientAuthMethod
  const secret = connection.clientSecretSealed ?? given.clientSecret ?? given.clientSecretSealed
  const key = connection.privateKeySealed ?? given.privateKey ?? given.privateKeySealed
  if (method.startsWith('client_secret') && secret === undefined) {
    fault(
      [...at, 'clientSecret'],
      `is missing: ${method} needs the secret that the provider gave with the client ID.`,
    )
  }
  if (method === 'private_key_jwt' && key === undefined) {
    fault([...at, 'privateKey'], 'is missing: private_key_jwt needs a private key, as a JWK.')
  }
  if (given.privateKey !== undefined && !isPrivateJwk(given.privateKey)) {
    fault([...at, 'privateKey'], 'must be a private key as a JWK: a JSON object with kty and d.')
  }
  if (!connection.settings.scopes.includes('openid')) {
    fault([...at, 'scopes'], 'must contain openid: without it there is no sign-in, only access.')
  }
  for (const key of ['homeDomains', 'trustedDomains'] as const) {
    const wrong = faultInDomains(connection.settings[key])
    if (wrong !== undefined) fault([...at, key], wrong)
  }
  if (connection.issuer === '') {
    fault(
      [...at, 'wellKnownUrl'],
      'must end in /.well-known/openid-configuration, or give the issuer too.',
    )
  }
}

function isPrivateJwk(text: string): boolean {
  try {
    const jwk: unknown = JSON.parse(text)
    return jwk !== null && typeof jwk === 'object' && 'kty' in jwk && 'd' in jwk
  } catch {
    return false
  }
}
