import type { Clock } from '../../base/clock.ts'
import { newId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import {
  type AuthorizationServer,
  DEFAULT_SERVER,
  DEFAULT_SERVER_SETTINGS,
  ORG_SERVER,
} from '../authorization-servers/authorization-server.ts'
import {
  insertNewAuthorizationServer,
  makeAuthorizationServer,
} from '../authorization-servers/make-authorization-server.ts'
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
  const servers = await Promise.all(
    firstServers(organization).map((server) => makeAuthorizationServer(sealer, server)),
  )

  await db.transaction().execute(async (tx) => {
    await insertOrganization(tx, organization)
    for (const server of servers) await insertNewAuthorizationServer(tx, server)
  })
  return organization
}

/** The servers that an organization has from the start, before they have keys. */
export function firstServers({
  id: organizationId,
  createdAt,
}: Pick<Organization, 'id' | 'createdAt'>): AuthorizationServer[] {
  return [ORG_SERVER, DEFAULT_SERVER].map((slug) => ({
    id: newId('authorizationServer', createdAt),
    organizationId,
    slug,
    settings: { ...DEFAULT_SERVER_SETTINGS, name: slug },
    createdAt,
    updatedAt: createdAt,
  }))
}
