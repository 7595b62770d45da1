import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import { scopesAsSent } from './asked-scopes.ts'
import { refuseUnknownScopes } from './unknown-scopes.ts'

/**
 * A request for a person asks for something (RFC 6749 section 3.3). The library finds out that it
 * does not when the person has signed in, and then says `access_denied` without a reason.
 */
export function checkScopes(server: AuthorizationServer) {
  const refuseUnknown = refuseUnknownScopes(server)
  return (ctx: KoaContextWithOIDC): void => {
    const sent = scopesAsSent(ctx)
    refuseUnknown(sent)
    keepOfflineAccess(ctx, sent)
    if (ctx.oidc.requestParamOIDCScopes.size > 0) return
    throw new errors.CustomOIDCProviderError('invalid_scope', NONE)
  }
}

/**
 * The library has left `offline_access` out of a request without `prompt=consent`. OIDC Core section 11
 * allows other conditions; here it is the administrator who allows the refresh token grant.
 */
function keepOfflineAccess({ oidc }: KoaContextWithOIDC, sent: readonly string[]): void {
  const { params, client, prompts, requestParamScopes: left } = oidc
  if (!params || !sent.includes(OFFLINE) || left.has(OFFLINE) || prompts.has('none')) return
  const hasCode = String(params.response_type).split(' ').includes('code')
  if (!hasCode || !client?.grantTypeAllowed('refresh_token')) return
  params.scope = [...new Set(sent)].filter((one) => one === OFFLINE || left.has(one)).join(' ')
}

const OFFLINE = 'offline_access'
const NONE = 'No scope was asked for that this authorization server has.'
