import { connect } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { isLoopbackHost, isSecureAddress } from '../base/loopback.ts'
import { parseAllowList } from './address-rules.ts'
import { BlockedAddress, guardedLookup, literalAddress, requireAllowed } from './guarded-connect.ts'

/** The only way out of this process: every call to another server goes through one of these. */
export type Outbound = Readonly<{
  /** A `fetch` for calls on behalf of an organization, which libraries can use as theirs. */
  fetchFor(organization: Caller): OutboundFetch
  /** Whether anybody listens there: connects, under the same rules, and sends nothing. */
  probe(organization: Caller, address: URL): Promise<void>
  close(): Promise<void>
}>

type Caller = Readonly<{ url: string }>

export type OutboundFetch = (url: string | URL, init?: OutboundInit) => Promise<Response>

type OutboundInit = Readonly<{
  method?: string
  headers?: ConstructorParameters<typeof Headers>[0]
  // Wider than what is accepted, because libraries declare everything that fetch could take.
  body?: unknown
  signal?: AbortSignal | null | undefined
  redirect?: string
  /** Returns a redirect as it is instead of refusing it. Neither way it is followed. */
  tellRedirect?: boolean
}>

type Rules = Parameters<typeof guardedLookup>[0]
type Way = Readonly<{ rules: Rules; agent: Agent }>

const TIMEOUT_MS = 5 * SECOND
const PROBE_MS = 3 * SECOND
const LARGEST_BYTES = 1024 * 1024
const MOST_CONNECTIONS = 64

export function createOutbound({
  allow = [],
  log,
}: {
  allow?: readonly string[]
  log?: Pick<Log, 'debug'>
}): Outbound {
  const allowList = parseAllowList(allow)
  // Two pools, because not every organization may use connections to loopback.
  const ways = { home: wayOut(true), abroad: wayOut(false) }

  function wayOut(loopback: boolean): Way {
    const rules = { allow: allowList, loopback }
    const agent = new Agent({
      connect: { lookup: guardedLookup(rules), timeout: TIMEOUT_MS },
      connections: MOST_CONNECTIONS,
    })
    return { rules, agent }
  }

  /** An organization whose own address is on loopback may call loopback: the demo, a laptop, CI. */
  const wayOf = ({ url }: Caller) =>
    isLoopbackHost(new URL(url).hostname) ? ways.home : ways.abroad

  return {
    fetchFor: (organization) => (url, init) => ask(wayOf(organization), new URL(url), init, log),
    async probe(organization, address) {
      const way = wayOf(organization)
      requireReachable(address, way.rules)
      await connectTo(address, way.rules)
    },
    async close() {
      await Promise.all([ways.home.agent.destroy(), ways.abroad.agent.destroy()])
    },
  }
}

async function ask(
  { rules, agent }: Way,
  url: URL,
  init: OutboundInit = {},
  log?: Pick<Log, 'debug'>,
): Promise<Response> {
  const asked = `${init.method ?? 'GET'} ${url.origin}${url.pathname}`
  requireReachable(url, rules)
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const signal = init.signal ? AbortSignal.any([timeout, init.signal]) : timeout
  try {
    const headers = new Headers(init.headers)
    // Limits count what arrives and nothing is decompressed, so kilobytes cannot become gigabytes.
    headers.set('accept-encoding', 'identity')
    if (init.body instanceof URLSearchParams && !headers.has('content-type')) {
      headers.set('content-type', 'application/x-www-form-urlencoded')
    }
    const answer = await request(url, {
      // The cast holds for every HTTP method; undici itself refuses others.
      method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: Object.fromEntries(headers),
      body: bodyOf(init.body),
      dispatcher: agent,
      signal,
    })
    const response = await readAnswer(answer, asked, init.tellRedirect ?? false)
    log?.debug({ asked, status: response.status }, 'asked another server')
    return response
  } catch (error) {
    throw explain(error, asked, timeout.aborted)
  }
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  asked: string,
  tellRedirect: boolean,
): Promise<Response> {
  const { statusCode: status, headers } = answer
  const refuse = (happened: string): Failure => {
    answer.body.on('error', () => {}).destroy()
    return new Failure('upstream_rejected', `${happened}.`, { detail: { asked, happened } })
  }
  if (status >= 300 && status < 400 && headers.location && !tellRedirect) {
    throw refuse(
      `It redirected to ${String(headers.location).slice(0, 200)}, which is not followed`,
    )
  }
  const encoding = headers['content-encoding']
  if (encoding && encoding !== 'identity') {
    throw refuse(`It answered in the encoding ${encoding}, though none was asked for`)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body) {
    bytes += chunk.length
    if (bytes > LARGEST_BYTES) throw refuse('Its answer is larger than 1 MiB')
    chunks.push(chunk)
  }
  const isEmpty = status === 204 || status === 205 || status === 304
  const kept = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) kept.append(name, one)
  }
  return new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers: kept })
}

function bodyOf(body: unknown): string | Uint8Array | null {
  if (body === undefined || body === null) return null
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('An outbound request has a text, bytes or a form as its body.')
}

/** Refuses what can be refused from the URL alone. */
function requireReachable(url: URL, rules: Rules): void {
  const asked = `${url.origin}${url.pathname}`
  if (!isSecureAddress(url)) {
    throw new Failure('upstream_rejected', 'Its address is not https.', {
      detail: { asked, expected: 'https (http on loopback only)', received: url.protocol },
    })
  }
  try {
    const literal = literalAddress(url.hostname)
    if (literal) requireAllowed(url.hostname, literal, rules)
  } catch (error) {
    throw explain(error, asked, false)
  }
}

function connectTo(address: URL, rules: Rules): Promise<void> {
  const { hostname, port, protocol } = address
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: literalAddress(hostname) ?? hostname,
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      lookup: guardedLookup(rules),
      timeout: PROBE_MS,
    })
    const fail = (error: unknown, timedOut: boolean) => {
      socket.destroy()
      reject(explain(error, `connection to ${address.host}`, timedOut))
    }
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('timeout', () => fail(undefined, true))
    socket.once('error', (error) => fail(error, false))
  })
}

/** Turns the network's error into a `Failure` that says what was asked. */
function explain(error: unknown, asked: string, timedOut: boolean): unknown {
  if (error instanceof Failure) return error
  if (error instanceof TypeError && !error.cause) return error
  const happened = timedOut ? 'no complete answer within the time allowed' : wordsFor(error)
  return new Failure('upstream_unreachable', 'The provider does not answer.', {
    detail: { asked, happened },
    cause: error,
  })
}

function wordsFor(error: unknown): string {
  const blocked = findBlocked(error)
  if (blocked) return blocked.message
  // Several addresses of one name were tried; the first error says as much as all.
  if (error instanceof AggregateError && error.errors.length > 0) return wordsFor(error.errors[0])
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  return `${code} ${message}`.trim().slice(0, 300) || 'the connection failed'
}

/** If several addresses of a name were tried, their errors arrive as one aggregate. */
function findBlocked(error: unknown): BlockedAddress | undefined {
  if (error instanceof BlockedAddress) return error
  if (error instanceof AggregateError) return error.errors.map(findBlocked).find(Boolean)
  return error instanceof Error && error.cause ? findBlocked(error.cause) : undefined
}
