import type { z } from '@hono/zod-openapi'
import {
  type AuthorizationServer,
  issuerOf,
} from '../core/authorization-servers/authorization-server.ts'
import { listAuthorizationServers } from '../core/authorization-servers/authorization-server-store.ts'
import {
  changeAuthorizationServer,
  createAuthorizationServer,
  rotateKeysOf,
} from '../core/authorization-servers/save-authorization-server.ts'
import type { SigningKey } from '../core/authorization-servers/signing-key.ts'
import { listSigningKeys } from '../core/authorization-servers/signing-key-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf } from './caller.ts'
import * as contract from './contract/authorization-servers.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

/** There are few, so it is found among all servers of the right organization. */
async function getServer(
  { db }: AdminDeps,
  c: AdminContext,
  id: string,
): Promise<AuthorizationServer> {
  const servers = await listAuthorizationServers(db, c.env.visit.organization.id)
  return found(servers.find((server) => server.id === id))
}

function viewServer(
  server: AuthorizationServer,
  organization: Organization,
): z.output<typeof contract.serverView> {
  const { id, slug, settings, createdAt, updatedAt } = server
  const times = { createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) }
  return {
    id,
    slug,
    issuer: issuerOf(organization, server),
    // The lists are read only here and written there; what is in them is the same.
    settings: structuredClone(settings) as z.output<typeof contract.serverView>['settings'],
    ...times,
  }
}

function viewKey(key: SigningKey): z.output<typeof contract.keyView> {
  const { id, alg, status, publicJwk, createdAt, retiresAt } = key
  const until = retiresAt === undefined ? null : toTime(retiresAt)
  return {
    id,
    alg,
    status,
    publicJwk: { ...publicJwk },
    createdAt: toTime(createdAt),
    retiresAt: until,
  }
}

export function mountServers(api: AdminApi, deps: AdminDeps): void {
  const { db } = deps
  mountKeys(api, deps)

  api.openapi(contract.listServers, async (c) => {
    const { organization } = c.env.visit
    const servers = await listAuthorizationServers(db, organization.id)
    return c.json({ items: servers.map((server) => viewServer(server, organization)) }, 200)
  })

  api.openapi(contract.createServer, async (c) => {
    const { organization } = c.env.visit
    const { slug, settings: given = {} } = c.req.valid('json')
    const wanted = { organizationId: organization.id, slug, given, actor: actorOf(c) }
    const server = await createAuthorizationServer(deps, wanted)
    withVersion(c, server)
    return c.json(viewServer(server, organization), 201)
  })

  api.openapi(contract.getServer, async (c) => {
    const server = await getServer(deps, c, c.req.valid('param').id)
    withVersion(c, server)
    return c.json(viewServer(server, c.env.visit.organization), 200)
  })

  api.openapi(contract.updateServer, async (c) => {
    const { settings: given } = c.req.valid('json')
    const view = (server: AuthorizationServer) => viewServer(server, c.env.visit.organization)
    const server = await changeVersion(c, {
      read: () => getServer(deps, c, c.req.valid('param').id),
      etag: etagOf,
      view,
      change: (existing) => changeAuthorizationServer(deps, { existing, given, actor: actorOf(c) }),
    })
    withVersion(c, server)
    return c.json(view(server), 200)
  })
}

function mountKeys(api: AdminApi, deps: AdminDeps): void {
  const list = async ({ id }: AuthorizationServer) => ({
    items: (await listSigningKeys(deps.db, id, deps.now())).map(viewKey),
  })

  api.openapi(contract.listKeys, async (c) => {
    return c.json(await list(await getServer(deps, c, c.req.valid('param').id)), 200)
  })

  api.openapi(contract.rotateKeys, async (c) => {
    const server = await getServer(deps, c, c.req.valid('param').id)
    await rotateKeysOf(deps, { server, actor: actorOf(c) })
    return c.json(await list(server), 200)
  })
}
