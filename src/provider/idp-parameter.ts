import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Connection } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Db } from '../storage/database.ts'

type Deps = { db: Db; organization: Organization }

/**
 * `idp`: through which connection the person is to sign in, by its slug or by its id, which is what
 * ID tokens carry in the claim of this name. The organization's own id means: here.
 */
export async function findConnectionOfIdp(
  { db, organization }: Deps,
  idp: unknown,
): Promise<Connection | undefined> {
  if (typeof idp !== 'string' || idp === organization.id) return undefined
  const connections = await listConnections(db, organization.id)
  return connections.find(({ enabled, id, slug }) => enabled && (id === idp || slug === idp))
}

/** The application is told of one that is not there, before anybody is asked anything. */
export function checkIdp(deps: Deps) {
  return async (_ctx: KoaContextWithOIDC, idp: string | undefined): Promise<void> => {
    if (idp === undefined || idp === deps.organization.id) return
    if (await findConnectionOfIdp(deps, idp)) return
    throw new errors.InvalidRequest('The identity provider named in idp is not one of this site.')
  }
}
