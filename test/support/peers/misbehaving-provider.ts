import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { JWTPayload } from 'jose'
import type { Fault, PeerState } from './faults/fault.ts'
import { type FaultName, faultNamed, type OddityName } from './faults/faults.ts'
import { newSigningKey } from './faults/signing-key.ts'
import { listenOnLoopback } from './listen.ts'
import { createEndpoints, type Endpoints } from './misbehaving-provider-endpoints.ts'

type MisbehavingProviderOptions = {
  host?: 'localhost' | '127.0.0.1'
  clientId?: string
  /** An empty secret makes a public client. */
  clientSecret?: string
  /** Who signs in; `sub` is needed, the rest goes into the ID token and userinfo. */
  claims?: JWTPayload & { sub: string }
  mixUp?: PeerState['mixUp']
}

export type RecordedRequest = {
  method: string
  path: string
  /** Which of its names the server was called by: `elsewhere` faults lead to the other one. */
  host: string
  query: Readonly<Record<string, string>>
  form: Readonly<Record<string, string>>
  headers: IncomingMessage['headers']
}

export type MisbehavingProvider = {
  issuer: string
  wellKnownUrl: string
  clientId: string
  clientSecret: string
  /** From now on this one thing goes wrong; without a name everything goes well. */
  behave: (fault?: FaultName | OddityName | Fault) => void
  /** Who signs in from now on. */
  signInAs: (claims: JWTPayload & { sub: string }) => void
  /** Everything that was asked of it, in order. */
  requests: RecordedRequest[]
  requestsTo: (path: string) => RecordedRequest[]
  /** Every token that it gave out. */
  issued: string[]
  stop: () => Promise<void>
  start: () => Promise<void>
  close: () => Promise<void>
}

/** An OpenID provider that signs everybody in at once, and does one thing wrong if told to. */
export async function startMisbehavingProvider({
  host = 'localhost',
  clientId = 'client-of-the-peer',
  clientSecret = 'a-client-secret-that-is-long-enough-for-hmac',
  claims = { sub: 'ada-0001', email: 'ada@acme.test', email_verified: true, name: 'Ada Lovelace' },
  mixUp,
}: MisbehavingProviderOptions = {}): Promise<MisbehavingProvider> {
  const requests: RecordedRequest[] = []
  let endpoints: Endpoints | undefined
  const server = await listenOnLoopback((request, response) => {
    void handle(request, response, requests, endpoints)
  })
  const issuer = `http://${host}:${server.port}`
  const state: PeerState = {
    issuer,
    elsewhere: `http://${host === 'localhost' ? '127.0.0.1' : 'localhost'}:${server.port}`,
    clientId,
    clientSecret,
    key: await newSigningKey(),
    strangeKey: await newSigningKey(),
    mixUp,
  }
  let fault = faultNamed(undefined)
  let person = claims
  const issued: string[] = []
  endpoints = createEndpoints({ state, fault: () => fault, person: () => person, issued })

  return {
    issuer,
    wellKnownUrl: `${issuer}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    behave(name) {
      fault = typeof name === 'object' ? name : faultNamed(name)
    },
    signInAs(next) {
      person = next
    },
    requests,
    requestsTo: (path) => requests.filter((r) => r.path === path),
    issued,
    stop: server.stop,
    start: server.start,
    close: server.close,
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  requests: RecordedRequest[],
  endpoints: Endpoints | undefined,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://peer')
  const recorded: RecordedRequest = {
    method: request.method ?? 'GET',
    path: url.pathname,
    host: request.headers.host ?? '',
    query: Object.fromEntries(url.searchParams),
    form: Object.fromEntries(new URLSearchParams(await text(request))),
    headers: request.headers,
  }
  requests.push(recorded)
  try {
    const answer = await endpoints?.[url.pathname]?.(recorded, response)
    if (answer === 'handled') return
    const { status = 200, headers = {}, body } = answer ?? { status: 404, body: 'not found' }
    response.writeHead(status, headers).end(body)
  } catch (error) {
    if (!response.headersSent) response.writeHead(500).end(String(error))
  }
}
