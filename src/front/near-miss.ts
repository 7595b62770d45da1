import type { Context, Hono } from 'hono'
import type { FrontEnv } from './visit.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** What people open by hand. Protocols count a slash at the end, so theirs are not among them. */
const PAGES =
  /^\/(?:login|logout|logged-out|account|arrange|activate|password|recover|invite|reset)\//

const ENDS_WITH_SLASH = /\/+$/

type NearMiss =
  | { kind: 'method'; allow: readonly string[] }
  | { kind: 'slash'; location: string }
  | { kind: 'none' }

const NONE = { kind: 'none' } as const

/**
 * What an address that no route answers comes near to: a route that is asked by another method, or a
 * page whose address somebody ended with a slash.
 */
export function findNearMiss(app: Hono<FrontEnv>, c: Context<FrontEnv>): NearMiss {
  const { method, path } = c.req
  const asked = method === 'HEAD' ? 'GET' : method
  const allow = methodsOf(app, path)
  if (allow.length > 0 && !allow.includes(asked)) return { kind: 'method', allow }
  const { pathname, search } = new URL(c.req.url)
  if (asked !== 'GET' || !PAGES.test(pathname) || !ENDS_WITH_SLASH.test(pathname)) return NONE
  if (!methodsOf(app, path.replace(ENDS_WITH_SLASH, '')).includes('GET')) return NONE
  // It begins with the name of a page, so it leads to no other host, as `//host` would.
  return { kind: 'slash', location: `${pathname.replace(ENDS_WITH_SLASH, '')}${search}` }
}

/** Read off the routes themselves; what stands before several of them has no method of its own. */
function methodsOf(app: Hono<FrontEnv>, path: string): string[] {
  const methods = METHODS.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  )
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}
