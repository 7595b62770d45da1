import type { LocalPath } from '../base/local-path.ts'
import { findApplication } from '../core/applications/application-store.ts'
import { ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import type { ProviderPool } from './provider-pool.ts'

type Deps = { db: Db; pool: ProviderPool; applications: ApplicationDirectory }

const REQUEST = /^\/oauth2(?:\/([a-z0-9-]+))?\/v1\/authorize\/([\w-]+)$/
const TILE = /^\/home\/oidc_client\/([\w-]+)\//

/** The name of the application that a local path leads on to, for "to continue to NAME". */
export async function describeDestination(
  { db, pool, applications }: Deps,
  { organization }: Visit,
  returnTo: LocalPath,
): Promise<string | undefined> {
  const [path = ''] = returnTo.split('?', 1)
  const tile = TILE.exec(path)?.[1]
  if (tile) {
    const application = await findApplication(db, tile)
    return application?.organizationId === organization.id ? application.label : undefined
  }
  const [, slug = ORG_SERVER, uid] = REQUEST.exec(path) ?? []
  if (!uid) return undefined
  const pooled = await pool.find(organization, slug)
  const interaction = await pooled?.provider.Interaction.find(uid)
  const clientId = interaction?.params.client_id
  if (typeof clientId !== 'string') return undefined
  return (await applications.find(organization.id, clientId))?.application.label
}
