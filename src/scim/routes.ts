/**
 * Provisioning (SCIM 2.0, RFC 7643 and 7644): a connection's provider tells of its people and groups.
 *
 *   /scim/v2/Users, /Groups                                 what it told of, and nothing else
 *   /scim/v2/.search, /Bulk                                 both together, and many changes at once
 *   /scim/v2/ServiceProviderConfig, /ResourceTypes, /Schemas   what can be done
 *
 * A request is answered in this order: can its address be read, whose token is it (authorise.ts),
 * what does it say (told-values.ts, told-group.ts), and then one function of core/provisioning, which
 * knows what a connection may do to whom.
 */
import { Hono } from 'hono'
import { Failure } from '../base/errors.ts'
import { PROVISIONING_PATH } from '../core/provisioning/provisioning-token.ts'
import { isForLog } from '../web/problem.ts'
import { commonHeaders } from '../web/security-headers.ts'
import { sendFailure, sendRefusal } from './answers.ts'
import { requireProvisioner } from './authorise.ts'
import { mountBulk } from './bulk-handler.ts'
import { mountDiscovery } from './discovery-handlers.ts'
import { mountGroups } from './group-handlers.ts'
import { refuseUnreadableAddress } from './read-request.ts'
import type { ScimApi, ScimDeps, ScimEnv } from './scim-env.ts'
import { mountSearch } from './search-handler.ts'
import { mountUsers } from './user-handlers.ts'

export function scimRoutes(deps: ScimDeps): ScimApi {
  const api: ScimApi = new Hono<ScimEnv>()
  api.use('*', async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(commonHeaders({ https: c.env.visit.secure }))) {
      c.res.headers.set(name, value)
    }
    // Answers are people's data: no proxy keeps them.
    c.res.headers.set('cache-control', 'no-store')
  })
  api.use('*', async (c, next) => {
    refuseUnreadableAddress(c)
    c.set('provisioner', await requireProvisioner(deps, c))
    await next()
  })
  mountDiscovery(api)
  mountUsers(api, deps)
  mountGroups(api, deps)
  mountSearch(api, deps)
  mountBulk(api, operationsOf(deps))
  // A token is no person: RFC 7644 section 3.11 has 501 for it.
  api.all('/Me', () => sendRefusal(501, 'A token is of no person.'))
  api.all('*', () => {
    throw new Failure('not_found', 'There is nothing at this address.')
  })
  api.onError((error, c) => answerError(deps, error, c.req.path))

  const routes: ScimApi = new Hono<ScimEnv>()
  routes.route(PROVISIONING_PATH, api)
  return routes
}

/** What a bulk is made of: its token was looked at when it came. */
function operationsOf(deps: ScimDeps): ScimApi {
  const operations: ScimApi = new Hono<ScimEnv>().basePath(PROVISIONING_PATH)
  operations.use('*', async (c, next) => {
    if (!c.env.provisioner) throw new Error('An operation came outside of a bulk.')
    c.set('provisioner', c.env.provisioner)
    await next()
  })
  mountUsers(operations, deps)
  mountGroups(operations, deps)
  operations.onError((error, c) => answerError(deps, error, c.req.path))
  return operations
}

function answerError({ log }: ScimDeps, error: unknown, path: string): Response {
  if (isForLog(error)) log.error({ error, path }, 'a request failed')
  return sendFailure(error)
}
