import type { Connection } from '../core/connections/connection.ts'
import { listHealthStates } from '../core/connections/connection-health-store.ts'
import { findConnectionIn, listConnections } from '../core/connections/connection-store.ts'
import {
  orderConnections,
  removeConnection,
  setConnectionEnabled,
} from '../core/connections/manage-connections.ts'
import { recogniseAddress } from '../core/connections/recognise-address.ts'
import { saveConnection } from '../core/connections/save-connection.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf, deciderOf, testerOf } from './caller.ts'
import {
  atConnectionField,
  mustCheck,
  valuesForChange,
  valuesForNew,
  viewConnection,
} from './connection-values.ts'
import * as contract from './contract/connections.ts'
import { found } from './found.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

async function getConnection({ db }: AdminDeps, c: AdminContext, id: string): Promise<Connection> {
  return found(await findConnectionIn(db, c.env.visit.organization.id, id))
}

export function mountConnections(api: AdminApi, deps: AdminDeps): void {
  mountAddressesAndOrder(api, deps)
  mountSaving(api, deps)

  api.openapi(contract.listConnections, async (c) => {
    const { organization } = c.env.visit
    const connections = await listConnections(deps.db, organization.id)
    return c.json({ items: await viewList(deps, organization, connections) }, 200)
  })

  api.openapi(contract.getConnection, async (c) => {
    const connection = await getConnection(deps, c, c.req.valid('param').id)
    withVersion(c, connection)
    return c.json(viewConnection(connection, c.env.visit.organization), 200)
  })

  const lifecycle = [
    [contract.enableConnection, true],
    [contract.disableConnection, false],
  ] as const
  for (const [route, enabled] of lifecycle) {
    api.openapi(route, async (c) => {
      const { organization } = c.env.visit
      const existing = await getConnection(deps, c, c.req.valid('param').id)
      const change = { enabled, organization, actor: actorOf(c), tester: testerOf(deps, c) }
      const looking = { ...deps, readDiscovery: deps.readDiscovery(organization) }
      const changed = await atConnectionField(() => setConnectionEnabled(looking, existing, change))
      withVersion(c, changed)
      return c.json(viewConnection(changed, organization), 200)
    })
  }

  api.openapi(contract.deleteConnection, async (c) => {
    const { organization } = c.env.visit
    const existing = await getConnection(deps, c, c.req.valid('param').id)
    const by = { actor: actorOf(c), by: deciderOf(c), tester: testerOf(deps, c) }
    await removeConnection(deps, existing, { organization, ...by })
    return c.body(null, 204)
  })
}

async function viewList(
  { db }: AdminDeps,
  organization: Organization,
  connections: readonly Connection[],
) {
  const states = await listHealthStates(db, organization.id)
  return connections.map((one) => ({
    ...viewConnection(one, organization),
    health: states.get(one.id) ?? ('unknown' as const),
  }))
}

function mountAddressesAndOrder(api: AdminApi, deps: AdminDeps): void {
  api.openapi(contract.recogniseConnection, (c) => {
    const { wellKnownUrl, server, notes, ...told } = recogniseAddress(c.req.valid('json').text)
    const view = { ...told, wellKnownUrl: wellKnownUrl ?? null, server: server ?? null }
    return c.json({ ...view, notes: [...notes] }, 200)
  })

  api.openapi(contract.orderConnections, async (c) => {
    const { organization } = c.env.visit
    const { ids } = c.req.valid('json')
    const ordered = await orderConnections(deps, { ids, organization, actor: actorOf(c) })
    return c.json({ items: await viewList(deps, organization, ordered) }, 200)
  })
}

function mountSaving(api: AdminApi, deps: AdminDeps): void {
  const savingIn = (c: AdminContext) => ({
    organization: c.env.visit.organization,
    actor: actorOf(c),
    by: deciderOf(c),
    deps: { ...deps, readDiscovery: deps.readDiscovery(c.env.visit.organization) },
  })

  api.openapi(contract.createConnection, async (c) => {
    const { organization, actor, by, deps: saving } = savingIn(c)
    const given = c.req.valid('json')
    const values = await valuesForNew(deps.db, organization, given)
    const save = { organization, values, actor, by, check: given.check }
    const connection = await atConnectionField(() => saveConnection(saving, save))
    withVersion(c, connection)
    return c.json(viewConnection(connection, organization), 201)
  })

  api.openapi(contract.updateConnection, async (c) => {
    const { organization, actor, by, deps: saving } = savingIn(c)
    const given = c.req.valid('json')
    const change = async (existing: Connection) => {
      const values = valuesForChange(existing, given)
      const isSame = !mustCheck(existing, values)
      const check = isSame ? ('skip' as const) : given.check
      const issuer = isSame ? existing.issuer : undefined
      const tester = testerOf(deps, c)
      const save = { organization, existing, values, actor, by, tester, check, issuer }
      return atConnectionField(() => saveConnection(saving, save))
    }
    const view = (connection: Connection) => viewConnection(connection, organization)
    const read = () => getConnection(deps, c, c.req.valid('param').id)
    const connection = await changeVersion(c, { read, etag: etagOf, view, change })
    withVersion(c, connection)
    return c.json(view(connection), 200)
  })
}
