import { decodeJwt } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { CLAIMS_OF_SCOPE } from './standard-claims.ts'

/**
 * What a request asks for, in scopes. A claim that is asked for by its own name (OIDC Core section 5.5)
 * counts as the scope that stands for it: it is no way round the person, nor round a policy.
 */
export function scopesAskedFor({ scope, claims }: { scope?: unknown; claims?: unknown }): string[] {
  const scopes = scopesIn(scope)
  // The library has read it before, and refused what is no JSON object.
  const byName = typeof claims === 'string' ? scopesOfClaims(JSON.parse(claims)) : []
  return [...new Set([...scopes, ...byName])]
}

/**
 * The scopes as they came, before the library left some of them out: in a request object, which it has
 * verified by then, in a pushed request, or beside the other parameters.
 */
export function scopesAsSent({ oidc, query }: KoaContextWithOIDC): string[] {
  // Of what is posted the library reads the body alone.
  const sent = oidc.body ?? query
  const object = oidc.entities.PushedAuthorizationRequest?.request || sent.request
  if (typeof object === 'string' && object) return scopesIn(decodeJwt(object).scope)
  return scopesIn(sent.scope)
}

export function scopesIn(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
}

export type AskedClaims = Readonly<{
  id_token?: object | null | undefined
  userinfo?: object | null | undefined
}>

/** Nothing of `openid` is anybody's own, and `groups` comes by its scope alone (account.ts). */
const BY_SCOPE_ALONE = ['openid', 'groups']

export function scopesOfClaims({ id_token, userinfo }: AskedClaims = {}): string[] {
  const names = new Set([...Object.keys(id_token ?? {}), ...Object.keys(userinfo ?? {})])
  return Object.entries(CLAIMS_OF_SCOPE)
    .filter(
      ([scope, claims]) =>
        !BY_SCOPE_ALONE.includes(scope) && claims.some((name) => names.has(name)),
    )
    .map(([scope]) => scope)
}
