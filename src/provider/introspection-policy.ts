import type {
  AccessToken,
  Client,
  ClientCredentials,
  KoaContextWithOIDC,
  RefreshToken,
} from 'oidc-provider'
import type { Organization } from '../core/organizations/organization.ts'
import { maySignIn } from '../core/users/user.ts'
import { findUser } from '../core/users/user-store.ts'
import type { Db } from '../storage/database.ts'
import type { ApplicationDirectory } from './application-directory.ts'

type Token = AccessToken | ClientCredentials | RefreshToken
type Deps = { db: Db; organization: Organization; applications: ApplicationDirectory }

/**
 * An application may ask about the tokens it was given. An API of a custom server (an application
 * of the kind that acts for itself and proves who it is) may ask about access tokens of others,
 * because those are sent to it; nobody may ask about another's refresh token.
 */
export function mayIntrospect({ db, organization, applications }: Deps, isCustomServer: boolean) {
  return async (_ctx: KoaContextWithOIDC, client: Client, token: Token): Promise<boolean> => {
    if (!(await personIsActive(db, token))) return false
    if (token.clientId === client.clientId) return true
    const owner = await applications.find(organization.id, token.clientId ?? '')
    if (owner?.application.status !== 'active') return false
    return (
      isCustomServer &&
      token.kind !== 'RefreshToken' &&
      client.clientAuthMethod !== 'none' &&
      client.grantTypeAllowed('client_credentials')
    )
  }
}

/**
 * Revoking a refresh token ends what was given out with it (RFC 7009 section 2.1); revoking an
 * access token ends that one, as at Okta. The library would end everything in both cases, so an
 * access token is ended here, and nothing is left for it to do.
 */
export async function mayRevoke(
  _ctx: KoaContextWithOIDC,
  client: Client,
  token: Token,
): Promise<boolean> {
  if (token.clientId !== client.clientId) return false
  if (token.kind !== 'AccessToken') return true
  await token.destroy()
  return false
}

async function personIsActive(db: Db, token: Token): Promise<boolean> {
  if (!('accountId' in token) || !token.accountId) return true
  const user = await findUser(db, token.accountId)
  return user !== undefined && maySignIn(user)
}
