import type {
  AccessToken,
  Client,
  ClientCredentials,
  KoaContextWithOIDC,
  RefreshToken,
} from 'oidc-provider'
import { maySignIn } from '../core/users/user.ts'
import { findUser } from '../core/users/user-store.ts'
import type { Db } from '../storage/database.ts'

type Token = AccessToken | ClientCredentials | RefreshToken

/**
 * An application may ask about the tokens it was given. An API of a custom server (an application
 * of the kind that acts for itself and proves who it is) may ask about access tokens of others,
 * because those are sent to it; nobody may ask about another's refresh token.
 */
export function mayIntrospect(db: Db, isCustomServer: boolean) {
  return async (_ctx: KoaContextWithOIDC, client: Client, token: Token): Promise<boolean> => {
    if (!(await personIsActive(db, token))) return false
    if (token.clientId === client.clientId) return true
    return (
      isCustomServer &&
      token.kind !== 'RefreshToken' &&
      client.clientAuthMethod !== 'none' &&
      client.grantTypeAllowed('client_credentials')
    )
  }
}

export function mayRevoke(_ctx: KoaContextWithOIDC, client: Client, token: Token): boolean {
  return token.clientId === client.clientId
}

async function personIsActive(db: Db, token: Token): Promise<boolean> {
  if (!('accountId' in token) || !token.accountId) return true
  const user = await findUser(db, token.accountId)
  return user !== undefined && maySignIn(user)
}
