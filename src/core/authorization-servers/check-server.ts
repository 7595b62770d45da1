import { Failure, type FieldFault } from '../../base/errors.ts'
import { checkPolicies } from './access-policy.ts'
import { type AuthorizationServer, ORG_SERVER } from './authorization-server.ts'
import { checkClaims } from './custom-claim.ts'
import { checkScopes, unknownScopes } from './scope.ts'

/** Each fault of a server's scopes, claims and policies, by the path below its settings. */
export function checkServer({
  slug,
  settings,
}: Pick<AuthorizationServer, 'slug' | 'settings'>): FieldFault[] {
  const { scopes, claims, accessPolicies } = settings
  if (slug === ORG_SERVER) return checkOrg({ scopes, claims, accessPolicies })
  const isKnownScope = (name: string) => unknownScopes(scopes, [name]).length === 0
  return [
    ...checkScopes(scopes),
    ...checkClaims(claims, isKnownScope),
    ...checkPolicies(accessPolicies, isKnownScope),
  ]
}

/** Its tokens are for this organization's own endpoints: assignments decide, and nothing else. */
function checkOrg(lists: Readonly<Record<string, readonly unknown[]>>): FieldFault[] {
  const message = 'The server org has none of its own: add them to a custom authorization server.'
  return Object.entries(lists).flatMap(([path, list]) =>
    list.length > 0 ? [{ path, message }] : [],
  )
}

export function requireValidServer(server: Pick<AuthorizationServer, 'slug' | 'settings'>): void {
  const faults = checkServer(server)
  if (faults.length === 0) return
  const fields = faults.map(({ path, message }) => ({ path: `settings.${path}`, message }))
  throw new Failure('invalid_input', 'Some of what was given cannot be used.', { fields })
}
