import { createLocalJWKSet, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'
import { newToken } from '../base/token.ts'
import type {
  AuthorizationServer,
  SigningAlg,
} from '../core/authorization-servers/authorization-server.ts'
import { type ClaimPerson, customClaims } from '../core/authorization-servers/custom-claim.ts'
import { personOf } from './account.ts'

type Deps = {
  provider: Provider
  server: AuthorizationServer
  /** The signing key first. */
  keys: { privateJwk: JWK; publicJwks: readonly JWK[] }
}

/**
 * Access tokens of a custom authorization server are JWTs that an API can verify by itself, and
 * rows that can be introspected, revoked and shown to userinfo. oidc-provider has either the one
 * or the other, so the row is its opaque token, and the JWT is how that token is spelled outside:
 * its `jti` names the row, its signature proves that we said so. (`jti` alone proves nothing: it
 * is the secret's name, and ends up in other people's logs.)
 */
export async function spellAccessTokensAsJwt({ provider, server, keys }: Deps): Promise<void> {
  const { alg, kid } = keys.privateJwk
  if (!alg || !kid) throw new Error('A signing key has an algorithm and an id.')
  const privateKey = await importJWK(keys.privateJwk, alg)
  const published = createLocalJWKSet({ keys: [...keys.publicJwks] })
  const issuer = provider.issuer

  async function rowNameOf(value: string): Promise<string | undefined> {
    if (value.length > LONGEST || !value.startsWith('eyJ')) return undefined
    try {
      const { payload } = await jwtVerify(value, published, { issuer, algorithms: ALGORITHMS })
      return payload.jti?.startsWith(PREFIX) ? payload.jti.slice(PREFIX.length) : undefined
    } catch {
      return undefined
    }
  }

  for (const Model of [provider.AccessToken, provider.ClientCredentials] as const) {
    const { getValueAndPayload } = Model.prototype as unknown as Spelled
    const spelled: Spelled = {
      async getValueAndPayload() {
        const { payload } = await getValueAndPayload.call(this)
        const claims = await claimsOf(this as Token, payload, { issuer, server })
        const value = await new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey)
        return { value, payload }
      },
    }
    Object.assign(Model.prototype, spelled)

    const find = Model.find.bind(Model)
    Model.find = (async (value: string, options?: { ignoreExpiration?: boolean }) => {
      const name = value.startsWith(VERIFIED)
        ? value.slice(VERIFIED.length)
        : await rowNameOf(value)
      return name === undefined ? undefined : find(name, options)
    }) as typeof Model.find
  }

  const reader: TokenReader = async (jwt) => {
    const name = await rowNameOf(jwt)
    return name === undefined ? undefined : `${VERIFIED}${name}`
  }
  readers.set(provider, reader)
}

type TokenReader = (jwt: string) => Promise<string | undefined>
const readers = new WeakMap<Provider, TokenReader>()

/**
 * Introspection and revocation of the library refuse every JWT unread. This gives what they take
 * in its place, once the signature has been verified; undefined for a server of opaque tokens.
 */
export function tokenReader(provider: Provider): TokenReader | undefined {
  return readers.get(provider)
}

/** Known to this process alone: nobody outside can name a row without the JWT that proves it. */
const VERIFIED = `verified.${newToken()}.`

const PREFIX = 'AT.'
/** With a hundred groups of long names in it; a header could not carry more. */
const LONGEST = 65_536
/** Keys of both kinds are published while a server changes from one to the other. */
const ALGORITHMS: SigningAlg[] = ['RS256', 'ES256']
/** The library's hook for the form of a token; its types do not mention it. */
type Spelled = {
  getValueAndPayload(this: unknown): Promise<{ value: string; payload: Record<string, unknown> }>
}

type Token = {
  jti: string
  clientId?: string
  scope?: string
  accountId?: string
  /** The thumbprint of the key that it is bound to (RFC 9449 section 6.1). */
  jkt?: string
}

function claimsOf(
  token: Token,
  { iat, exp }: Record<string, unknown>,
  about: { issuer: string; server: AuthorizationServer },
): Promise<Record<string, unknown>> {
  const source = Provider.ctx?.oidc.entities as Record<string, Source> | undefined
  const person = personOf(Provider.ctx?.oidc.account)
  const authTime =
    source?.AuthorizationCode?.authTime ??
    source?.RefreshToken?.authTime ??
    source?.DeviceCode?.authTime ??
    Provider.ctx?.oidc.session?.authTime()
  const { AuthorizationCode, RefreshToken, DeviceCode } = source ?? {}
  const oidc = Provider.ctx?.oidc
  // An answer of `authorize` itself has its session; what an application asks for by itself has none.
  const { acr } = AuthorizationCode ?? RefreshToken ?? DeviceCode ?? (oidc?.session ? oidc : {})
  return accessTokenClaims(about, { ...token, iat, exp, person, authTime, acr })
}

/** What an access token is given for. */
type Source = Readonly<{ authTime?: number; acr?: string }>

type Described = Token & {
  iat: unknown
  exp: unknown
  person: ClaimPerson | undefined
  authTime: number | undefined
  acr?: string | undefined
}

/**
 * Okta's claims: `scp` an array, `cid` the application, `uid` the person, `sub` their login; and
 * the server's own. The same for issuing and for a preview.
 */
export async function accessTokenClaims(
  { issuer, server }: { issuer: string; server: AuthorizationServer },
  { jti, iat, exp, clientId, scope, accountId, jkt, person, authTime, acr }: Described,
): Promise<Record<string, unknown>> {
  const scopes = scope ? scope.split(' ') : []
  return {
    ...(await customClaims(server.settings.claims, 'access_token', { scopes, person })),
    ver: 1,
    jti: `${PREFIX}${jti}`,
    iss: issuer,
    aud: server.settings.audience,
    iat,
    exp,
    cid: clientId,
    ...(accountId !== undefined && { uid: accountId }),
    scp: scopes,
    sub: person?.user.login ?? clientId,
    ...(accountId !== undefined && authTime !== undefined && { auth_time: authTime }),
    ...(accountId !== undefined && acr !== undefined && { acr }),
    ...(jkt !== undefined && { cnf: { jkt } }),
  }
}
