import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId, type OrganizationId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { parseSlug } from '../organizations/organization.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  defaultServerSettings,
} from './authorization-server.ts'
import { updateAuthorizationServer } from './authorization-server-store.ts'
import { requireValidServer } from './check-server.ts'
import {
  insertNewAuthorizationServer,
  makeAuthorizationServer,
} from './make-authorization-server.ts'
import { requireKnownReferences } from './require-known-references.ts'
import { prepareRotation } from './rotate-signing-keys.ts'
import { toldByName } from './told-by-name.ts'

type Deps = Readonly<{ db: Db; sealer: Sealer; now: Clock }>
type Actor = Event['actor']
type Given = Readonly<
  Partial<{ [K in keyof AuthorizationServerSettings]: AuthorizationServerSettings[K] | undefined }>
>

/** Parts of addresses of the server `org`: no other server can be named so. */
const RESERVED = ['v1', 'org']

/** Another issuer of the organization, with the keys it starts with. */
export async function createAuthorizationServer(
  { db, sealer, now }: Deps,
  {
    organizationId,
    slug: text,
    given,
    actor,
  }: { organizationId: OrganizationId; slug: string; given: Given; actor: Actor },
): Promise<AuthorizationServer> {
  const slug = parseSlug(text)
  if (RESERVED.includes(slug)) throw slugTaken(slug)
  const at = now()
  const settings = merged(defaultServerSettings(slug), given)
  const id = newId('authorizationServer', at)
  const server = { id, organizationId, slug, settings, createdAt: at, updatedAt: at }
  requireValidServer(server)
  const made = await makeAuthorizationServer(sealer, server)
  try {
    await db.transaction().execute(async (tx) => {
      await requireKnownReferences(tx, server)
      await insertNewAuthorizationServer(tx, made)
      const type = 'authorization_server.lifecycle.create'
      await recordEvent(tx, { ...about(server), type, actor, detail: { slug } }, at)
    })
  } catch (error) {
    throw isUniqueViolation(error) ? slugTaken(slug) : error
  }
  return server
}

export async function changeAuthorizationServer(
  { db, now }: Omit<Deps, 'sealer'>,
  { existing, given, actor }: { existing: AuthorizationServer; given: Given; actor: Actor },
): Promise<AuthorizationServer> {
  const settings = merged(existing.settings, given)
  const server = { ...existing, settings, updatedAt: nextVersion(existing, now()) }
  requireValidServer(server)
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'authorization_server', existing, server.updatedAt)
    await requireKnownReferences(tx, server, existing)
    await updateAuthorizationServer(tx, server)
    const type = 'authorization_server.lifecycle.update'
    const detail = changedFields(toldByName(existing), toldByName(server))
    await recordEvent(tx, { ...about(server), type, actor, detail }, now())
  })
  return server
}

/** A rotation that is told in the audit log. */
export async function rotateKeysOf(
  { db, sealer, now }: Deps,
  { server, actor }: { server: AuthorizationServer; actor: Actor },
): Promise<void> {
  const rotate = await prepareRotation({ sealer, now: () => nextVersion(server, now()) }, server)
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'authorization_server', server, nextVersion(server, now()))
    await rotate(tx)
    const type = 'app.oauth2.key.rotate'
    await recordEvent(tx, { ...about(server), type, actor, detail: { slug: server.slug } }, now())
  })
}

function about({ id, organizationId }: Pick<AuthorizationServer, 'id' | 'organizationId'>) {
  return { organizationId, target: { kind: 'authorization_server', id } }
}

function merged(present: AuthorizationServerSettings, given: Given): AuthorizationServerSettings {
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...present, ...Object.fromEntries(said) }
}

function slugTaken(slug: string): Failure {
  const message = `There is already an authorization server at /oauth2/${slug}.`
  return new Failure('already_exists', message, { fields: [{ path: 'slug', message }] })
}
