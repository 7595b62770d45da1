import { errors } from 'oidc-provider'
import {
  type AuthorizationServer,
  ORG_SERVER,
} from '../core/authorization-servers/authorization-server.ts'
import { unknownScopes } from '../core/authorization-servers/scope.ts'

/**
 * A custom server's scopes are an administrator's, so one that it does not have is a mistake that
 * somebody should hear of (RFC 6749 section 4.1.2.1). `org` ignores them (OIDC Core section
 * 3.1.2.1).
 */
export function refuseUnknownScopes(server: AuthorizationServer) {
  return (asked: readonly string[]): void => {
    if (server.slug === ORG_SERVER) return
    const unknown = unknownScopes(server.settings.scopes, asked)
    if (unknown.length === 0) return
    throw new errors.InvalidScope(
      'This authorization server does not have every scope that was asked for.',
      unknown.join(' ').slice(0, 200),
    )
  }
}
