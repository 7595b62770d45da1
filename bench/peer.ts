/**
 * `node bench/peer.ts PEOPLE`: the least that an OpenID provider on oidc-provider can be. It keeps
 * everything in memory, asks nobody for consent, and its sign-in step is a few lines. What it does
 * at each request is what every program on this library does, so it is the floor for ours.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { hash, verify } from '@node-rs/argon2'
import { exportJWK, generateKeyPair } from 'jose'
import { type Configuration, interactionPolicy, Provider } from 'oidc-provider'
import { createPeerAdapter } from './peer-adapter.ts'
import { COSTS, loginOf, PASSWORD, REAL_PEOPLE, SERVICE_APP, WEB_APP } from './target.ts'
import { createTurns } from './turns.ts'

type Person = Readonly<{ id: string; login: string; passwordHash: string }>

const API = 'urn:bench:api'
const onFreeCore = createTurns()
const people = await makePeople(Number(process.argv[2] ?? 1_000))
const byId = new Map([...people.values()].map((person) => [person.id, person]))

const server = createServer()
server.listen(0, '127.0.0.1', async () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const provider = new Provider(`http://localhost:${port}`, await configuration())
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      interact(provider, request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error))
      })
    } else void answer(request, response)
  })
  process.stdout.write(`ready ${port}\n`)
})
process.once('SIGTERM', () => process.exit(0))

async function makePeople(count: number): Promise<Map<string, Person>> {
  const hashes = {
    real: await hash(PASSWORD, COSTS.real),
    cheap: await hash(PASSWORD, COSTS.cheap),
  }
  const made = new Map<string, Person>()
  for (const kind of ['real', 'cheap'] as const) {
    for (let index = 0; index < (kind === 'real' ? REAL_PEOPLE : count); index += 1) {
      const login = loginOf(kind, index)
      made.set(login, { id: `usr_${kind}_${index}`, login, passwordHash: hashes[kind] })
    }
  }
  return made
}

/** The page with a form, and what the form sends. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response)
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      `<!doctype html><title>Sign in</title><form method="post" action="/interaction/${uid}"><input name="login"><input name="password" type="password"><button>Sign in</button></form>`,
    )
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const form = new URLSearchParams(Buffer.concat(chunks).toString())
  const person = people.get(form.get('login') ?? '')
  const password = form.get('password') ?? ''
  const isRight = person && (await onFreeCore(() => verify(person.passwordHash, password)))
  if (!person || !isRight) return void response.writeHead(403).end('no')
  const result = { login: { accountId: person.id, amr: ['pwd'] } }
  await provider.interactionFinished(request, response, result)
}

async function configuration(): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 })
  const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'bench' }
  return {
    adapter: createPeerAdapter(),
    jwks: { keys: [key] as NonNullable<Configuration['jwks']>['keys'] },
    clients: [
      {
        client_id: WEB_APP.id,
        client_secret: WEB_APP.secret,
        redirect_uris: [WEB_APP.redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
      {
        client_id: SERVICE_APP.id,
        client_secret: SERVICE_APP.secret,
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
      },
    ],
    routes: {
      authorization: '/oauth2/v1/authorize',
      token: '/oauth2/v1/token',
      userinfo: '/oauth2/v1/userinfo',
      jwks: '/oauth2/v1/keys',
      introspection: '/oauth2/v1/introspect',
    },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'updated_at'],
    },
    conformIdTokenClaims: false,
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'jwt', audience: API }),
      },
    },
    interactions: { policy: signInOnly(), url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, id) => {
      const person = byId.get(id)
      return person && { accountId: id, claims: () => claimsOf(person) }
    },
    async loadExistingGrant(ctx) {
      const { client, session, requestParamScopes } = ctx.oidc
      if (!client || !session?.accountId) return undefined
      const known = session.grantIdFor(client.clientId)
      const found = known && (await ctx.oidc.provider.Grant.find(known))
      if (found) return found
      const { Grant } = ctx.oidc.provider
      const grant = new Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope([...requestParamScopes].join(' '))
      await grant.save()
      return grant
    },
  }
}

/** Nobody is asked for consent: the grant below covers what was asked for. */
function signInOnly() {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  const consent = new interactionPolicy.Prompt({ name: 'consent', requestable: true })
  consent.checks.remove('consent_prompt')
  policy.add(consent)
  return policy
}

function claimsOf({ id, login }: Person) {
  return {
    sub: id,
    email: login,
    email_verified: true,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    preferred_username: login,
    updated_at: 1_700_000_000,
  }
}
