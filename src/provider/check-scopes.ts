import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import { refuseUnknownScopes } from './unknown-scopes.ts'

/**
 * A request for a person asks for something (RFC 6749 section 3.3). The library finds out that it
 * does not when the person has signed in, and then says `access_denied` without a reason.
 */
export function checkScopes(server: AuthorizationServer) {
  const refuseUnknown = refuseUnknownScopes(server)
  return (ctx: KoaContextWithOIDC): void => {
    refuseUnknown(ctx)
    if (ctx.oidc.requestParamOIDCScopes.size > 0) return
    throw new errors.CustomOIDCProviderError('invalid_scope', NONE)
  }
}

const NONE = 'No scope was asked for that this authorization server has.'
