import type { JWK } from 'jose'
import type { Provider } from 'oidc-provider'
import { isFresh, SECOND } from '../base/clock.ts'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import { findAuthorizationServer } from '../core/authorization-servers/authorization-server-store.ts'
import { listSigningKeys } from '../core/authorization-servers/signing-key-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { createProvider } from './provider.ts'
import type { ProviderDeps } from './provider-configuration.ts'

/** One instance of oidc-provider for each issuer, made when it is first asked for. */
export type ProviderPool = Readonly<{
  find(organization: Organization, slug: string): Promise<PooledProvider | undefined>
}>

export type PooledProvider = Readonly<{
  server: AuthorizationServer
  provider: Provider
  /** The instance as a handler of Node's requests. */
  callback: ReturnType<Provider['callback']>
}>

type Entry = { version: string; readAt: number; made: Promise<PooledProvider> }

/** How long a rotated key or a changed server may take to reach every node. */
const FRESH_MS = 2 * SECOND
const MOST = 200
/** Anything else may hold characters that no database takes. */
const SLUG = /^[a-z0-9-]{1,100}$/

export function createProviderPool(deps: ProviderDeps): ProviderPool {
  const entries = new Map<string, Entry>()

  return {
    async find(organization, slug) {
      if (!SLUG.test(slug)) return undefined
      const key = `${organization.id} ${slug}`
      const entry = entries.get(key)
      const at = deps.now()
      if (entry && isFresh(entry.readAt, at, FRESH_MS)) return entry.made

      const server = await findAuthorizationServer(deps.db, organization.id, slug)
      if (!server) return undefined
      const version = `${organization.updatedAt} ${server.updatedAt}`
      if (entry?.version === version) {
        entry.readAt = at
        return entry.made
      }
      // An instance is a few hundred kilobytes: of many organizations the idle ones go first.
      entries.delete(key)
      const oldest = entries.size >= MOST ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
      const made = makeProvider(deps, organization, server)
      entries.set(key, { version, readAt: at, made })
      made.catch(() => entries.delete(key))
      return made
    },
  }
}

async function makeProvider(
  deps: ProviderDeps,
  organization: Organization,
  server: AuthorizationServer,
): Promise<PooledProvider> {
  const rows = await listSigningKeys(deps.db, server.id, deps.now())
  const keys: JWK[] = await Promise.all(
    rows.map(async (row) => JSON.parse(await deps.sealer.open(row.privateJwkSealed))),
  )
  const provider = await createProvider(deps, { organization, server, keys })
  return { server, provider, callback: provider.callback() }
}
