/**
 * The part of the server that a path belongs to. A closed list, so that no stranger can create time
 * series by requesting made-up paths.
 */
const ROUTES: readonly (readonly [name: string, path: RegExp])[] = [
  ['discovery', /\/\.well-known\/[\w-]+$/],
  ['authorize', /\/v1\/authorize(?:\/|$)/],
  ['token', /\/v1\/token$/],
  ['userinfo', /\/v1\/userinfo$/],
  ['introspect', /\/v1\/introspect$/],
  ['revoke', /\/v1\/revoke$/],
  ['keys', /\/v1\/keys$/],
  ['logout', /\/v1\/logout(?:\/|$)/],
  ['callback', /^\/sso\/openid(?:\/|$)/],
  ['login', /^\/login(?:\/|$)/],
  ['api', /^\/api\/v1\//],
  ['scim', /^\/scim\/v2(?:\/|$)/],
  ['console', /^\/console(?:\/|$)/],
]

export const ROUTE_NAMES: readonly string[] = [...ROUTES.map(([name]) => name), 'other']

export function routeName(path: string): string {
  return ROUTES.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other'
}
