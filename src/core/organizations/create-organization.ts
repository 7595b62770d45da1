import type { Clock } from '../../base/clock.ts'
import { newId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  DEFAULT_SERVER,
  DEFAULT_SERVER_SETTINGS,
  ORG_SERVER,
} from '../authorization-servers/authorization-server.ts'
import { insertAuthorizationServer } from '../authorization-servers/authorization-server-store.ts'
import { makeSigningKey } from '../authorization-servers/signing-key.ts'
import { insertSigningKey } from '../authorization-servers/signing-key-store.ts'
import { type Organization, parseOrganizationUrl, parseSlug } from './organization.ts'
import { insertOrganization } from './organization-store.ts'

type Deps = { db: Db; sealer: Sealer; now: Clock }

/** An organization with what it needs to be an issuer: the servers `org` and `default`, and keys. */
export async function createOrganization(
  { db, sealer, now }: Deps,
  { slug, name, url, settings }: Pick<Organization, 'slug' | 'name' | 'settings'> & { url: string },
): Promise<Organization> {
  const at = now()
  const organization: Organization = {
    id: newId('organization', at),
    slug: parseSlug(slug),
    name,
    url: parseOrganizationUrl(url),
    settings,
    createdAt: at,
    updatedAt: at,
  }
  const servers = [ORG_SERVER, DEFAULT_SERVER].map((server) =>
    newServer(organization, server, { ...DEFAULT_SERVER_SETTINGS, name: server }),
  )
  const keys = await Promise.all(servers.flatMap((server) => firstKeys(sealer, server)))

  await db.transaction().execute(async (tx) => {
    await insertOrganization(tx, organization)
    for (const server of servers) await insertAuthorizationServer(tx, server)
    for (const key of keys) await insertSigningKey(tx, key)
  })
  return organization
}

function newServer(
  organization: Organization,
  slug: string,
  settings: AuthorizationServerSettings,
): AuthorizationServer {
  const { id: organizationId, createdAt } = organization
  const id = newId('authorizationServer', createdAt)
  return { id, organizationId, slug, settings, createdAt, updatedAt: createdAt }
}

function firstKeys(sealer: Sealer, { id, settings, createdAt }: AuthorizationServer) {
  return (['current', 'next'] as const).map((status) =>
    makeSigningKey({ sealer, serverId: id, alg: settings.signingAlg, status }, createdAt),
  )
}
