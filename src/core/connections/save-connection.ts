import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { untieEverybody } from '../mapping/withdraw-gifts.ts'
import { type Organization, parseSlug } from '../organizations/organization.ts'
import { requireTestedChange, type Tester } from '../organizations/require-tested-way-in.ts'
import { requireWayIn } from '../organizations/require-way-in.ts'
import { type PictureWish, replacePicture } from '../pictures/replace-picture.ts'
import type { Decider } from '../users/require-authority.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { checkConnection, parseWellKnownUrl, type ReadDiscovery } from './check-connection.ts'
import { requireHomeDomains, requireTrustedDomains } from './check-home-domains.ts'
import type { ClientAuthMethod, Connection, ConnectionSettings, Template } from './connection.ts'
import { insertConnection, listConnections, updateConnection } from './connection-store.ts'
import { requireMappedGroups, requireMappingAuthority } from './require-mapping-authority.ts'
import { isSameProvider, requireTrustAuthority } from './require-trust-authority.ts'
import { parseSecretExpiry } from './secret-expiry.ts'

/** What an administrator fills in. Secrets are plain here and nowhere else. */
export type ConnectionValues = Readonly<{
  slug: string
  name: string
  template: Template
  enabled: boolean
  position: number
  wellKnownUrl: string
  clientId: string
  clientAuthMethod: ClientAuthMethod
  /** Left out: the stored one stays, unless the connection now leads to another provider. */
  clientSecret?: string | undefined
  /** A private JWK as JSON, for `private_key_jwt`; kept or cleared like the secret. */
  privateKey?: string | undefined
  settings: ConnectionSettings
  /** What becomes of the picture on its button. */
  icon?: PictureWish
}>

type Save = Readonly<{
  organization: Organization
  existing?: Connection | undefined
  values: ConnectionValues
  actor: Event['actor']
  /** Left out by whoever has the machine itself. */
  by?: Decider | undefined
  /** Left out with `by`: a change to the only way in then needs no test. */
  tester?: Tester | undefined
  /**
   * `skip` saves without asking the provider, for those who save before it is up. The issuer is then
   * the one given, or the one that the address implies; a wrong one shows at the first sign-in.
   */
  check: 'required' | 'skip'
  issuer?: string | undefined
}>

type Deps = Readonly<{ db: Db; sealer: Sealer; now: Clock; readDiscovery: ReadDiscovery }>

/** The connection that these values make, after a look at its provider; nothing is written. */
export async function draftConnection(
  deps: Deps,
  save: Omit<Save, 'actor' | 'by'>,
): Promise<Readonly<{ connection: Connection; at: number; wish: PictureWish | undefined }>> {
  const { db, now } = deps
  const { organization, existing } = save
  const values = trimmed(save.values)
  const { wellKnownUrl } = parseWellKnownUrl(values.wellKnownUrl)
  const issuer = await findIssuer(deps, save, values)
  requireTrustedDomains(values)
  const secrets = await sealSecrets(deps, { existing, values, wellKnownUrl, issuer })
  const { clientSecret: _, privateKey: __, icon: wish, ...kept } = values
  const at = existing ? nextVersion(existing, now()) : now()
  const present = await listConnections(db, organization.id)
  const connectionCount = present.length + (existing ? 0 : 1)
  const callback = values.settings.callback ?? existing?.settings.callback
  const id = existing?.id ?? newId('connection', at)
  const connection: Connection = {
    ...kept,
    ...secrets,
    id,
    organizationId: organization.id,
    slug: parseConnectionSlug(values.slug),
    wellKnownUrl,
    issuer,
    settings: {
      ...values.settings,
      icon: existing?.settings.icon,
      // The first keeps the plain address when a second one comes: its provider knows no other.
      callback: callback ?? (connectionCount > 1 ? 'own' : 'shared'),
    },
    createdAt: existing?.createdAt ?? at,
    updatedAt: at,
  }
  return { connection, at, wish }
}

/** Makes or changes a connection, after looking at its provider. */
export async function saveConnection(deps: Deps, save: Save): Promise<Connection> {
  const { db } = deps
  const { organization, existing, actor } = save
  const { connection: draft, at, wish } = await draftConnection(deps, save)
  const { issuer } = draft
  const owned = { organizationId: organization.id, ownerId: draft.id }
  const present = existing?.settings.icon
  const icon = await replacePicture(db, { ...owned, present, wish, at })
  const connection: Connection = { ...draft, settings: { ...draft.settings, icon: icon.id } }
  await db.transaction().execute(async (tx) => {
    if (save.by) {
      await requireTrustAuthority(tx, { existing, connection, by: save.by })
      requireMappingAuthority({ existing, connection, by: save.by })
    }
    await requireMappedGroups(tx, connection)
    await requireHomeDomains(tx, connection)
    if (existing) await claimVersion(tx, 'connection', existing, at)
    await icon.write(tx)
    await (existing ? updateConnection : insertConnection)(tx, connection)
    // A subject is a person of one provider: at another one it is whoever that one says.
    const isMoved = existing && !isSameProvider(existing, connection)
    const untied = isMoved ? await untieEverybody(tx, connection, at) : 0
    if (existing?.enabled && !connection.enabled) await requireWayIn(tx, organization)
    if (existing && save.tester) {
      await requireTestedChange(tx, { before: existing, after: connection }, save.tester, deps.now)
    }
    const type = existing ? 'connection.lifecycle.update' : 'connection.lifecycle.create'
    const target = { kind: 'connection', id: connection.id }
    const changed = existing ? changedFields(existing, connection) : {}
    const checked = save.check === 'required'
    const detail = {
      slug: connection.slug,
      issuer,
      checked,
      ...(isMoved && { untied }),
      ...changed,
    }
    await recordEvent(tx, { organizationId: organization.id, type, actor, target, detail }, at)
  })
  return connection
}

async function findIssuer(
  deps: Deps,
  save: Pick<Save, 'check' | 'issuer'>,
  values: ConnectionValues,
): Promise<string> {
  const { implied } = parseWellKnownUrl(values.wellKnownUrl)
  if (save.check === 'skip') return save.issuer ?? implied
  const { issuer } = await checkConnection(deps, values)
  return issuer
}

const NEEDS: Record<ClientAuthMethod, 'clientSecretSealed' | 'privateKeySealed' | undefined> = {
  client_secret_basic: 'clientSecretSealed',
  client_secret_post: 'clientSecretSealed',
  private_key_jwt: 'privateKeySealed',
  none: undefined,
}

/**
 * A stored secret belongs to the provider it was typed for. Whoever may edit a connection could
 * otherwise point it at a host of their own and be sent the secret (attacks, F 41), so a new address
 * asks for the secret anew.
 */
async function sealSecrets(
  { sealer }: Deps,
  changed: Readonly<{
    existing: Connection | undefined
    values: ConnectionValues
    wellKnownUrl: string
    issuer: string
  }>,
): Promise<Pick<Connection, 'clientSecretSealed' | 'privateKeySealed'>> {
  const { existing, values, wellKnownUrl, issuer } = changed
  const isUnchanged =
    existing?.wellKnownUrl === wellKnownUrl && isSameProvider(existing, { issuer })
  const stored = isUnchanged ? existing : undefined
  const { clientSecret, privateKey } = values
  if (privateKey) requirePrivateKey(privateKey)
  const secrets = {
    clientSecretSealed: clientSecret ? await sealer.seal(clientSecret) : stored?.clientSecretSealed,
    privateKeySealed: privateKey ? await sealer.seal(privateKey) : stored?.privateKeySealed,
  }
  const needed = NEEDS[values.clientAuthMethod]
  if (!needed || secrets[needed]) return secrets
  const what = needed === 'clientSecretSealed' ? 'client secret' : 'private key'
  throw new Failure(
    'invalid_input',
    existing && !isUnchanged
      ? `The connection now leads to another provider: type the ${what} again.`
      : `${values.clientAuthMethod} needs a ${what}.`,
    { detail: { check: what, expected: `a ${what}`, received: 'nothing' } },
  )
}

function requirePrivateKey(text: string): void {
  try {
    const jwk: unknown = JSON.parse(text)
    const isPrivate = typeof jwk === 'object' && jwk !== null && 'kty' in jwk && 'd' in jwk
    if (isPrivate && ['RSA', 'EC', 'OKP'].includes(String(jwk.kty))) return
  } catch {
    // The message below says what was expected; what was typed is a secret.
  }
  throw new Failure(
    'invalid_input',
    'A private key is given as a JWK (JSON) of type RSA, EC or OKP.',
  )
}

/** They are parts of addresses of their own beside `/sso/openid/{connection}`. */
const RESERVED = ['initiate', 'backchannel-logout']

function parseConnectionSlug(text: string): string {
  const slug = parseSlug(text)
  if (!RESERVED.includes(slug)) return slug
  throw new Failure('invalid_input', `${slug} is the name of an address of ours; choose another.`)
}

/** Values are pasted, and come with spaces and line ends around them. */
function trimmed(values: ConnectionValues): ConnectionValues {
  return {
    ...values,
    slug: values.slug.trim(),
    name: values.name.trim(),
    wellKnownUrl: values.wellKnownUrl.trim(),
    clientId: values.clientId.trim(),
    clientSecret: values.clientSecret?.trim(),
    privateKey: values.privateKey?.trim(),
    settings: {
      ...values.settings,
      buttonLabel: values.settings.buttonLabel?.replace(/\s+/g, ' ').trim() || undefined,
      secretExpiresOn: parseSecretExpiry(values.settings.secretExpiresOn),
    },
  }
}
