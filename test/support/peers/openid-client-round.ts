import * as client from 'openid-client'
import { createBrowser } from '../browser.ts'

type RoundOptions = {
  issuer: string
  clientId: string
  clientSecret: string
  clientAuthentication?: client.ClientAuth
  /** Typed at the provider's form, where it shows one. */
  login?: string
  redirectUri?: string
  scope?: string
  /** openid-client trusts the token endpoint's connection and reads no keys unless it is told to. */
  checksSignature?: boolean
}

type Round = {
  claims: client.IDToken
  userinfo: client.UserInfoResponse
  idToken: string
  configuration: client.Configuration
}

/** A whole sign-in by `openid-client` and a browser: what a well-made client makes of a provider. */
export async function signInWithOpenidClient({
  issuer,
  clientId,
  clientSecret,
  clientAuthentication,
  login,
  redirectUri = 'http://localhost:1/callback',
  scope = 'openid email profile groups',
  checksSignature = true,
}: RoundOptions): Promise<Round> {
  const configuration = await client.discovery(
    new URL(issuer),
    clientId,
    clientSecret,
    clientAuthentication,
    { execute: [client.allowInsecureRequests], timeout: 3 },
  )
  if (checksSignature) client.enableNonRepudiationChecks(configuration)
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const checks = { expectedState: client.randomState(), expectedNonce: client.randomNonce() }
  const address = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const callback = await callbackAddress(address.href, redirectUri, login)
  const tokens = await client.authorizationCodeGrant(configuration, new URL(callback), {
    ...checks,
    pkceCodeVerifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims || !tokens.id_token) throw new Error('no ID token')
  const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
  return { claims, userinfo, idToken: tokens.id_token, configuration }
}

async function callbackAddress(
  address: string,
  redirectUri: string,
  login: string | undefined,
): Promise<string> {
  const browser = createBrowser()
  const until = (url: URL) => url.href.startsWith(redirectUri)
  let page = await browser.get(address, { until })
  if (!page.next && login) page = await browser.submit(page, { login }, { until })
  if (!page.next) throw new Error(`no way back from ${page.url}: ${page.text}`)
  return page.next
}
