import type { MiddlewareHandler } from 'hono'
import { Failure } from '../base/errors.ts'
import { LARGEST_CSV_BYTES } from '../core/people-import/read-csv.ts'
import type { AdminApi, AdminDeps, AdminEnv } from './admin-deps.ts'
import { requireCaller } from './caller.ts'
import { ROUTE_KEYS, ROUTE_PERMISSIONS, type RouteKey } from './permissions.ts'
import { refuseUnreadable } from './readable-input.ts'
import { requireRecentSignIn, SENSITIVE_ACTS } from './sensitive-acts.ts'

/** The routes whose bodies may be larger than usual, in bytes. */
const LARGEST_BYTES_OF: Partial<Record<RouteKey, number>> = {
  // The file is a JSON string, in which every quotation mark and line end takes a second byte.
  'POST /users/import': 2 * LARGEST_CSV_BYTES + 1024 * 1024,
}

/** Puts a check of its permission in front of every route. Call it before the routes are mounted. */
export function guardRoutes(api: AdminApi, deps: AdminDeps): void {
  for (const key of ROUTE_KEYS) {
    const [method = '', path = ''] = key.split(' ')
    api.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), guard(deps, key))
  }
}

function guard(deps: AdminDeps, key: RouteKey): MiddlewareHandler<AdminEnv> {
  const permission = ROUTE_PERMISSIONS[key]
  const largestBytes = LARGEST_BYTES_OF[key]
  const isSensitive = SENSITIVE_ACTS.has(key)
  return async (c, next) => {
    const caller = await requireCaller(deps, c)
    if (permission !== 'anyone signed in' && !caller.permissions.includes(permission)) {
      throw new Failure('forbidden', `This needs the permission ${permission}, which you have not.`)
    }
    if (isSensitive) requireRecentSignIn(c.env.visit.organization, caller, deps.now())
    c.set('caller', caller)
    await refuseUnreadable(c, largestBytes)
    await next()
  }
}

/** No route may be unguarded: the table of permissions and the document must name the same routes. */
export function requireAllGuarded(api: AdminApi): void {
  for (const definition of api.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue
    const { method, path } = definition.route
    const key = `${method.toUpperCase()} ${path}`
    if (!(key in ROUTE_PERMISSIONS)) throw new Error(`${key} is in no table of permissions.`)
  }
}
