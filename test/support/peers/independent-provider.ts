import type { IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider'
import { answerInteraction, askWhetherToSignOut } from './independent-provider-interaction.ts'
import { moveBareClientId, postOktaMessage } from './independent-provider-okta.ts'
import { listenOnLoopback } from './listen.ts'
import { createMemoryAdapter, type MemoryRows } from './memory-adapter.ts'

export type PeerPerson = {
  /** What is typed at the sign-in form. */
  login: string
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
  preferred_username?: string
  groups?: readonly string[]
}

type PeerClient = ClientMetadata

type IndependentProviderOptions = {
  /** The name in the issuer; it listens on 127.0.0.1 either way. Browsers keep cookies by name. */
  host?: 'localhost' | '127.0.0.1'
  people?: readonly PeerPerson[]
  clients?: readonly PeerClient[]
  /** Where the claims of `scope` are found: in both places, or at userinfo alone. */
  claimsIn?: 'id_token_and_userinfo' | 'userinfo'
  rpInitiatedLogout?: boolean
  /** `okta`: the paths of Okta's org authorization server, and its message to a hidden frame. */
  layout?: 'own' | 'okta'
  signingAlgorithm?: 'RS256' | 'ES256' | 'PS256'
}

type RequestCounts = Record<
  'discovery' | 'jwks' | 'authorize' | 'token' | 'userinfo' | 'logout',
  number
>

export type IndependentProvider = {
  issuer: string
  wellKnownUrl: string
  port: number
  people: PeerPerson[]
  counts: RequestCounts
  resetCounts: () => void
  /** Adds or replaces a client while running, for redirect addresses not known before. */
  setClient: (client: PeerClient) => void
  /** New keys at once. `keepOld` goes on publishing the old ones for what they signed. */
  rotateKeys: (options?: { keepOld?: boolean }) => Promise<void>
  stop: () => Promise<void>
  start: () => Promise<void>
  close: () => Promise<void>
}

export const ADA: PeerPerson = {
  login: 'ada',
  sub: 'ada-0001',
  email: 'ada@acme.test',
  email_verified: true,
  name: 'Ada Lovelace',
  preferred_username: 'ada@acme.test',
  groups: ['engineering', 'everyone'],
}

const ROUTES = {
  own: {
    authorization: '/authorize',
    token: '/token',
    jwks: '/jwks',
    userinfo: '/me',
    end_session: '/session/end',
    introspection: '/token/introspection',
    revocation: '/token/revocation',
  },
  okta: {
    authorization: '/oauth2/v1/authorize',
    token: '/oauth2/v1/token',
    jwks: '/oauth2/v1/keys',
    userinfo: '/oauth2/v1/userinfo',
    end_session: '/oauth2/v1/logout',
    introspection: '/oauth2/v1/introspect',
    revocation: '/oauth2/v1/revoke',
  },
} as const

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** An OpenID provider that shares no configuration with the program under test. */
export async function startIndependentProvider(
  options: IndependentProviderOptions = {},
): Promise<IndependentProvider> {
  const { host = 'localhost', clients = [], layout = 'own' } = options
  const algorithm = options.signingAlgorithm ?? 'RS256'
  const people = [...(options.people ?? [ADA])]
  const rows: MemoryRows = new Map()
  const counts = noRequests()
  let handle: Handler = (_request, response) => response.writeHead(503).end()

  const server = await listenOnLoopback((request, response) => {
    const counted = countedAs(request.url ?? '/', ROUTES[layout])
    if (counted) counts[counted] += 1
    void handle(request, response)
  })
  const issuer = `http://${host}:${server.port}`
  let keys = [await newKey(algorithm)]
  const serve = () => {
    handle = createHandler(issuer, keys, people, rows, { ...options, layout })
  }
  const setClient = (client: PeerClient) => {
    const withAlgorithm = { id_token_signed_response_alg: algorithm, ...client }
    rows.set(`Client:${client.client_id}`, { payload: withAlgorithm, expiresAt: undefined })
  }
  clients.forEach(setClient)
  serve()

  return {
    issuer,
    wellKnownUrl: `${issuer}/.well-known/openid-configuration`,
    port: server.port,
    people,
    counts,
    resetCounts: () => Object.assign(counts, noRequests()),
    setClient,
    async rotateKeys({ keepOld = false } = {}) {
      keys = [await newKey(algorithm), ...(keepOld ? keys : [])]
      serve()
    },
    stop: server.stop,
    start: server.start,
    close: server.close,
  }
}

function createHandler(
  issuer: string,
  keys: JWK[],
  people: PeerPerson[],
  rows: MemoryRows,
  options: IndependentProviderOptions & { layout: 'own' | 'okta' },
): Handler {
  const provider = new Provider(issuer, configuration(keys, people, rows, options))
  if (options.layout === 'okta') provider.registerResponseMode('okta_post_message', postOktaMessage)
  const answer = provider.callback()
  return async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/'))
      return answerInteraction(provider, people, request, response)
    if (options.layout === 'okta') await moveBareClientId(request)
    return answer(request, response)
  }
}

function configuration(
  keys: JWK[],
  people: PeerPerson[],
  rows: MemoryRows,
  {
    claimsIn = 'id_token_and_userinfo',
    rpInitiatedLogout = true,
    layout,
  }: IndependentProviderOptions & { layout: 'own' | 'okta' },
): Configuration {
  return {
    adapter: createMemoryAdapter(rows),
    // The library's own dispatcher asks nobody on loopback, where everybody is here.
    fetch: (url, { method, headers, body, redirect, signal } = {}) =>
      fetch(url, { method, headers, body, redirect, signal } as RequestInit),
    jwks: { keys },
    routes: ROUTES[layout],
    cookies: { keys: ['a key of this test peer'], names: { session: '_peer_session' } },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
      groups: ['groups'],
    },
    scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
    conformIdTokenClaims: claimsIn === 'userinfo',
    responseTypes: ['code', 'id_token', 'code id_token'],
    clientBasedCORS: () => true,
    // Registered for the grant is enough: many clients ask for offline_access without a prompt.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'PS256'] },
    ttl: {
      AccessToken: 3_600,
      RefreshToken: 86_400,
      AuthorizationCode: 60,
      IdToken: 3_600,
      Interaction: 600,
      Session: 86_400,
      Grant: 86_400,
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: rpInitiatedLogout, logoutSource: askWhetherToSignOut },
      backchannelLogout: { enabled: true },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount(_ctx, sub) {
      const person = people.find((p) => p.sub === sub)
      if (!person) return
      const { login, groups, ...claims } = person
      return {
        accountId: sub,
        claims: () => ({ ...claims, ...(groups && { groups: [...groups] }) }),
      }
    },
    // Consent is nobody's question here: every client gets what it asks for.
    async loadExistingGrant(ctx) {
      const { client, session, provider, params } = ctx.oidc
      if (!client || !session?.accountId) return
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope(String(params?.scope ?? 'openid'))
      await grant.save()
      return grant
    },
  }
}

async function newKey(algorithm: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig', kid: crypto.randomUUID() }
}

function noRequests(): RequestCounts {
  return { discovery: 0, jwks: 0, authorize: 0, token: 0, userinfo: 0, logout: 0 }
}

function countedAs(
  url: string,
  routes: (typeof ROUTES)['own' | 'okta'],
): keyof RequestCounts | undefined {
  const path = url.split('?')[0]
  if (path?.startsWith('/.well-known/')) return 'discovery'
  if (path === routes.jwks) return 'jwks'
  if (path === routes.authorization) return 'authorize'
  if (path === routes.token) return 'token'
  if (path === routes.userinfo) return 'userinfo'
  if (path === routes.end_session) return 'logout'
  return undefined
}
