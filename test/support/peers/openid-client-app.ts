import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as client from 'openid-client'
import { listenOnLoopback } from './listen.ts'
import { readLogoutNotice } from './verify-logout-token.ts'

/** An application whose sign-in is `openid-client`, with sessions of its own that notices end. */
export type OpenidClientApp = Readonly<{
  url: string
  redirectUri: string
  backchannelLogoutUri: string
  register(at: Readonly<{ issuer: string; clientId: string; clientSecret: string }>): Promise<void>
  /** Why notices were answered with 400, in the words of the checks. */
  refusals: readonly string[]
  /** Resolves when so many sessions have been ended by notices since the start. */
  ended(count: number): Promise<void>
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}>

type Leg = Readonly<{ expectedState: string; expectedNonce: string; pkceCodeVerifier: string }>
type Held = Readonly<{ login: unknown; sid: unknown }>
type Exchange = Readonly<{ at: URL; request: IncomingMessage; response: ServerResponse }>

type App = {
  readonly name: string
  readonly url: string
  configuration: client.Configuration | undefined
  /** Under way to the provider and back, by the browser's cookie. */
  readonly legs: Map<string, Leg>
  readonly sessions: Map<string, Held>
  readonly refusals: string[]
  readonly waiting: { count: number; resolve: () => void }[]
  endedCount: number
}

/**
 * Starts one application: `/` says who is signed in here, `/sign-in` goes to the provider,
 * `/callback` comes from it, `/backchannel-logout` takes its notices.
 */
export async function startOpenidClientApp(name: string): Promise<OpenidClientApp> {
  const server = await listenOnLoopback((request, response) => {
    answer(app, { at: new URL(request.url ?? '/', app.url), request, response }).catch(
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  const url = `http://localhost:${server.port}`
  const app: App = {
    ...{ name, url, configuration: undefined, endedCount: 0 },
    ...{ legs: new Map(), sessions: new Map(), refusals: [], waiting: [] },
  }
  return {
    url,
    redirectUri: `${url}/callback`,
    backchannelLogoutUri: `${url}/backchannel-logout`,
    async register({ issuer, clientId, clientSecret }) {
      app.configuration = await client.discovery(
        new URL(issuer),
        clientId,
        clientSecret,
        undefined,
        { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
      )
    },
    refusals: app.refusals,
    ended: (count) =>
      new Promise((resolve) => {
        if (app.endedCount >= count) resolve()
        else app.waiting.push({ count, resolve })
      }),
    stop: server.stop,
    start: server.start,
    close: server.close,
  }
}

async function answer(app: App, exchange: Exchange): Promise<void> {
  const { configuration, name, sessions } = app
  if (!configuration) throw new Error(`${name} is not registered`)
  const { pathname } = exchange.at
  if (pathname === '/sign-in') return signIn(app, configuration, exchange)
  if (pathname === '/callback') return callback(app, configuration, exchange)
  if (pathname === '/backchannel-logout') return takeNotice(app, configuration, exchange)
  const held = sessions.get(cookieOf(app, exchange))
  exchange.response.end(held ? `${name}: signed in as ${held.login}` : `${name}: signed out`)
}

async function signIn(app: App, to: client.Configuration, exchange: Exchange): Promise<void> {
  const key = randomUUID()
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const leg = { expectedState: client.randomState(), expectedNonce: client.randomNonce() }
  app.legs.set(key, { ...leg, pkceCodeVerifier })
  const { href } = client.buildAuthorizationUrl(to, {
    redirect_uri: `${app.url}/callback`,
    scope: 'openid profile email',
    state: leg.expectedState,
    nonce: leg.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  go(app, exchange, href, key)
}

async function callback(app: App, from: client.Configuration, exchange: Exchange): Promise<void> {
  const key = cookieOf(app, exchange)
  const leg = app.legs.get(key)
  if (!leg) throw new Error('no sign-in was begun on this browser')
  app.legs.delete(key)
  const checks = { ...leg, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(from, exchange.at, checks)
  const claims = tokens.claims()
  if (!claims) throw new Error('no ID token')
  const person = await client.fetchUserInfo(from, tokens.access_token, claims.sub)
  const session = randomUUID()
  app.sessions.set(session, { login: person.preferred_username, sid: claims.sid })
  go(app, exchange, '/', session)
}

async function takeNotice(app: App, from: client.Configuration, exchange: Exchange): Promise<void> {
  const { issuer, jwks_uri } = from.serverMetadata()
  const audience = from.clientMetadata().client_id
  try {
    const of = { issuer, jwksUri: String(jwks_uri), audience }
    const { sid } = await readLogoutNotice(exchange.request, of)
    for (const [key, held] of app.sessions) {
      if (held.sid === sid && app.sessions.delete(key)) app.endedCount += 1
    }
    exchange.response.writeHead(200, { 'cache-control': 'no-store' }).end()
  } catch (error) {
    app.refusals.push(String(error))
    exchange.response.writeHead(400).end()
  }
  for (const one of app.waiting.filter(({ count }) => app.endedCount >= count)) one.resolve()
}

const cookieOf = ({ name }: App, { request }: Exchange): string =>
  new RegExp(`(?:^|; )app-${name}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1] ?? ''

function go({ name }: App, { response }: Exchange, location: string, cookie: string): void {
  const held = `app-${name}=${cookie}; HttpOnly; Path=/`
  response.writeHead(302, { location, 'set-cookie': held }).end()
}
