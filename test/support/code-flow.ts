import * as client from 'openid-client'
import type { Application } from '../../src/core/applications/application.ts'
import { createBrowser } from './browser.ts'
import { PASSWORD } from './running-server.ts'

type Registered = Pick<Application, 'clientId'> & Readonly<{ clientSecret: string }>

/** A client that knows the issuer and its own credentials, and finds out the rest by itself. */
export async function discoverIssuer(
  issuer: string,
  { clientId, clientSecret }: Registered,
): Promise<client.Configuration> {
  const configuration = await client.discovery(
    new URL(issuer),
    clientId,
    undefined,
    client.ClientSecretBasic(clientSecret),
    { execute: [client.allowInsecureRequests] },
  )
  // It trusts the connection to the token endpoint and reads no keys unless it is told to.
  client.enableNonRepudiationChecks(configuration)
  return configuration
}

/** Where the person's browser is sent back to, after signing in at the server's own screen. */
export async function walkToCallback(
  address: URL,
  { login, redirectUri }: { login: string; redirectUri: string },
): Promise<URL> {
  const browser = createBrowser()
  const until = (url: URL) => url.href.startsWith(redirectUri)
  const screen = await browser.get(address.href, { until })
  const page = screen.next
    ? screen
    : await browser.submit(screen, { login, password: PASSWORD }, { until })
  if (!page.next) throw new Error(`no way back from ${page.url}: ${page.text}`)
  return new URL(page.next)
}

export type IssuedTokens = Readonly<{ accessToken: string; idToken: string; nonce: string }>

/** What one sign-in by the code flow brings. */
export async function signInForTokens({
  issuer,
  application,
  ...person
}: {
  issuer: string
  application: Registered
  login: string
  redirectUri: string
}): Promise<IssuedTokens> {
  const configuration = await discoverIssuer(issuer, application)
  const nonce = client.randomNonce()
  const address = client.buildAuthorizationUrl(configuration, {
    redirect_uri: person.redirectUri,
    scope: 'openid profile email',
    nonce,
  })
  const tokens = await client.authorizationCodeGrant(
    configuration,
    await walkToCallback(address, person),
    { expectedNonce: nonce, idTokenExpected: true },
  )
  return { accessToken: tokens.access_token, idToken: tokens.id_token ?? '', nonce }
}

/** RFC 6749 section 2.3.1, for ids and secrets without characters that need encoding. */
export function basic({ clientId, clientSecret }: Registered): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
}
