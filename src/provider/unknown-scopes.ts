import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import {
  type AuthorizationServer,
  ORG_SERVER,
} from '../core/authorization-servers/authorization-server.ts'
import { unknownScopes } from '../core/authorization-servers/scope.ts'

/**
 * A custom server's scopes are an administrator's, so one that it does not have is a mistake that
 * somebody should hear of (RFC 6749 section 4.1.2.1). `org` ignores them (OIDC Core section
 * 3.1.2.1). The library has left them out by now: what came is in the request itself. It calls
 * this at every request for a person, whether the parameter that it is registered for is there.
 */
export function refuseUnknownScopes(server: AuthorizationServer) {
  return (ctx: KoaContextWithOIDC): void => {
    if (server.slug === ORG_SERVER) return
    const scope = ctx.oidc.body?.scope ?? ctx.query.scope
    const asked = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
    const unknown = unknownScopes(server.settings.scopes, asked)
    if (unknown.length === 0) return
    throw new errors.InvalidScope(
      'This authorization server does not have every scope that was asked for.',
      unknown.join(' ').slice(0, 200),
    )
  }
}
