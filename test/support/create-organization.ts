import type { Clock } from '../../src/base/clock.ts'
import { newId } from '../../src/base/ids.ts'
import type { Sealer } from '../../src/base/seal.ts'
import {
  insertNewAuthorizationServer,
  makeAuthorizationServer,
} from '../../src/core/authorization-servers/make-authorization-server.ts'
import { firstServers } from '../../src/core/organizations/first-servers.ts'
import {
  type Organization,
  parseOrganizationUrl,
  parseSlug,
} from '../../src/core/organizations/organization.ts'
import { insertOrganization } from '../../src/core/organizations/organization-store.ts'
import type { Db } from '../../src/storage/database.ts'

type Deps = { db: Db; sealer: Sealer; now: Clock }

/** An organization as a first start makes it, the servers `org` and `default` with their keys included. */
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
