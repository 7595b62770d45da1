import { Provider } from 'oidc-provider'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import { defaultScopes } from '../core/authorization-servers/scope.ts'
import type { Db } from '../storage/database.ts'
import { requireAccess } from './access-check.ts'
import { scopesIn } from './asked-scopes.ts'
import { refuseUnknownScopes } from './unknown-scopes.ts'

type Deps = Readonly<{ db: Db; server: AuthorizationServer }>

/**
 * An application that acts for itself: nobody signs in, so there is no other moment than this to
 * ask the policies. Without a scope it has the server's default ones.
 */
export function checkClientCredentials(provider: Provider, deps: Deps): void {
  const refuse = refuseUnknownScopes(deps.server)
  const { prototype } = provider.ClientCredentials
  const { save } = prototype
  prototype.save = async function (...given) {
    const { ctx } = Provider
    if (!ctx) throw new Error('A token is given out in answer to a request.')
    // The library has left out what it does not know.
    refuse(scopesIn(ctx.oidc.body?.scope))
    this.scope ||= defaultScopes(deps.server.settings.scopes).join(' ') || undefined
    const scopes = this.scope?.split(' ') ?? []
    const asked = { userId: undefined, grantTypes: ['client_credentials'], scopes } as const
    await requireAccess(deps, ctx, asked)
    return save.apply(this, given)
  }
}
