import { importJWK, type JWK } from 'jose'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  customFetch,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  PrivateKeyJwt,
} from 'openid-client'
import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Sealer } from '../base/seal.ts'
import type { Connection } from '../core/connections/connection.ts'
import {
  type ProviderDocument,
  usableAlgorithms,
  usableUserinfoAlgorithms,
} from '../core/connections/provider-document.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Outbound } from '../outbound/guarded-fetch.ts'
import type { Claims } from './claims.ts'
import { CLOCK_TOLERANCE_SECONDS, clockAheadSeconds } from './provider-clock.ts'
import type { ProviderDocuments } from './provider-documents.ts'
import { isAboutIdToken, toFailure } from './provider-errors.ts'
import { sentCredentials } from './sent-credentials.ts'

/**
 * The provider behind a connection, in the protocol's words. openid-client speaks to it; what is
 * ours (organization, connection, attempt) stops at this file, and so does what is its own.
 */
type IdentityProviderDeps = Readonly<{
  outbound: Outbound
  documents: ProviderDocuments
  sealer: Sealer
  now: Clock
}>

type Peer = Readonly<{
  organization: Organization
  connection: Connection
  document: ProviderDocument
}>

export type Asked = Readonly<{ state: string; nonce: string; codeVerifier: string }>

type AuthorizationRequest = Asked &
  Readonly<{ redirectUri: string; loginHint?: string | undefined; fresh?: boolean | undefined }>

/** Where to send the browser (OIDC Core section 3.1.2.1, RFC 7636 with S256). */
export async function authorizationAddress(
  { outbound }: Pick<IdentityProviderDeps, 'outbound'>,
  peer: Peer,
  { state, nonce, codeVerifier, redirectUri, loginHint, fresh }: AuthorizationRequest,
): Promise<URL> {
  const { scopes } = peer.connection.settings
  return buildAuthorizationUrl(configure(outbound, peer, None()), {
    redirect_uri: redirectUri,
    scope: [...new Set(['openid', ...scopes])].join(' '),
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(loginHint && { login_hint: loginHint }),
    ...(fresh && { prompt: 'login' }),
  })
}

type Exchanged = (
  | { kind: 'tokens'; idToken: string; accessToken: string }
  | { kind: 'bad_id_token'; error: unknown }
) & { clockAheadSeconds: number | undefined }

/**
 * Code for tokens. An ID token that is wrong is an answer here and a failure of the next step, so
 * that a trace tells a provider that refuses from one whose token cannot be accepted.
 */
export async function exchangeCode(
  { outbound, sealer, now }: IdentityProviderDeps,
  peer: Peer,
  { callback, asked }: { callback: URL; asked: Asked },
): Promise<Exchanged> {
  const clientAuth = await clientAuthOf(sealer, peer.connection)
  const configuration = configure(outbound, peer, clientAuth)
  const clock: { clockAheadSeconds: number | undefined } = { clockAheadSeconds: undefined }
  const fetchOf = outbound.fetchFor(peer.organization)
  let sent: readonly string[] = []
  configuration[customFetch] = async (address, request) => {
    sent = sentCredentials(request)
    const response = await fetchOf(address, request)
    clock.clockAheadSeconds = clockAheadSeconds(response, now())
    return response
  }
  try {
    const tokens = await authorizationCodeGrant(configuration, callback, {
      expectedState: asked.state,
      expectedNonce: asked.nonce,
      pkceCodeVerifier: asked.codeVerifier,
      idTokenExpected: true,
    })
    const { id_token: idToken = '', access_token: accessToken } = tokens
    return { kind: 'tokens', idToken, accessToken, ...clock }
  } catch (error) {
    const failure = toFailure(error, { asked: `POST ${peer.document.token_endpoint}`, sent })
    if (isAboutIdToken(error)) return { kind: 'bad_id_token', error: failure, ...clock }
    throw failure
  }
}

/** The person's claims, if the provider has them anywhere but in the ID token. */
export async function readUserinfo(
  { outbound }: IdentityProviderDeps,
  peer: Peer,
  { accessToken, subject }: { accessToken: string; subject: string },
): Promise<Claims> {
  const address = peer.document.userinfo_endpoint
  if (!address) return {}
  const configuration = configure(outbound, peer, None())
  // An answer may be a signed token (application/jwt): then its signature counts too.
  enableNonRepudiationChecks(configuration)
  try {
    return await fetchUserInfo(configuration, accessToken, subject)
  } catch (error) {
    throw toFailure(error, { asked: `GET ${address}` })
  }
}

/** Where signing out at the provider begins, if it has such a place (RP-Initiated Logout 1.0). */
export function endSessionAddress(
  { outbound }: Pick<IdentityProviderDeps, 'outbound'>,
  peer: Peer,
  { idToken, returnTo }: { idToken: string | undefined; returnTo: string },
): URL | undefined {
  if (!peer.document.end_session_endpoint) return
  return buildEndSessionUrl(configure(outbound, peer, None()), {
    ...(idToken && { id_token_hint: idToken }),
    post_logout_redirect_uri: returnTo,
  })
}

function configure(outbound: Outbound, peer: Peer, clientAuth: ClientAuth): Configuration {
  const { organization, connection, document } = peer
  const server = {
    ...document,
    id_token_signing_alg_values_supported: usableAlgorithms(document),
    userinfo_signing_alg_values_supported: usableUserinfoAlgorithms(document),
  }
  const client = { [clockTolerance]: CLOCK_TOLERANCE_SECONDS }
  const configuration = new Configuration(
    // Only the lists differ from the library's type: they are read-only here.
    server as unknown as ConstructorParameters<typeof Configuration>[0],
    connection.clientId,
    client,
    clientAuth,
  )
  configuration[customFetch] = outbound.fetchFor(organization)
  // Plain http is refused by the document's check and by the way out, unless it is loopback.
  if (document.issuer.startsWith('http:')) allowInsecureRequests(configuration)
  return configuration
}

async function clientAuthOf(sealer: Sealer, connection: Connection): Promise<ClientAuth> {
  const { clientAuthMethod: method, clientSecretSealed, privateKeySealed } = connection
  if (method === 'none') return None()
  if (method === 'private_key_jwt') {
    if (!privateKeySealed) throw missing('private key')
    const jwk: JWK = JSON.parse(await sealer.open(privateKeySealed))
    const key = await importJWK(jwk, jwk.alg ?? (jwk.kty === 'EC' ? 'ES256' : 'RS256'))
    // A private JWK of an asymmetric type becomes a CryptoKey; saveConnection takes no other.
    return PrivateKeyJwt({ key: key as CryptoKey, ...(jwk.kid && { kid: jwk.kid }) })
  }
  if (!clientSecretSealed) throw missing('client secret')
  const secret = await sealer.open(clientSecretSealed)
  return method === 'client_secret_post' ? ClientSecretPost(secret) : ClientSecretBasic(secret)
}

function missing(what: string): Failure {
  return new Failure('upstream_rejected', `This connection has no ${what}.`, {
    detail: { check: 'client authentication', expected: `a ${what}`, received: 'nothing' },
  })
}
