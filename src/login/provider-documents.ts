import type { JSONWebKeySet } from 'jose'
import { type Clock, isFresh, SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { Connection } from '../core/connections/connection.ts'
import {
  type ProviderDocument,
  readProviderDocument,
} from '../core/connections/provider-document.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { createDocumentCache, type Loaded } from '../outbound/document-cache.ts'
import type { Outbound } from '../outbound/guarded-fetch.ts'

/** What a connection's provider publishes: its discovery document and its keys, kept in memory. */
export type ProviderDocuments = Readonly<{
  discover(organization: Organization, connection: Connection): Promise<ProviderDocument>
  /** The same, and makes sure that somebody answers where the browser is about to be sent. */
  discoverAnswering(organization: Organization, connection: Connection): Promise<ProviderDocument>
  keys(
    organization: Organization,
    jwksUri: string,
    options?: { renew?: boolean },
  ): Promise<{ keys: JSONWebKeySet; readAt: number }>
}>

type Deps = { outbound: Outbound; now: Clock; log?: Pick<Log, 'warn'> | undefined }

/** How long it counts that a provider answered, and how long that it did not. */
const ANSWERED_MS = 10 * SECOND

export function createProviderDocuments({ outbound, now, log }: Deps): ProviderDocuments {
  const documents = createDocumentCache<unknown>({ now, log })
  const keySets = createDocumentCache<JSONWebKeySet>({ now, log })
  const requireAnswer = createAnswerCheck({ outbound, now })

  async function read(organization: Organization, connection: Connection) {
    const key = keyOf(organization, connection.wellKnownUrl)
    const load = () => loadJson(outbound, organization, connection.wellKnownUrl)
    const held = await documents.read(key, load)
    const isOld = !isFresh(held.readAt, now(), ANSWERED_MS)
    // A faulty document is read again: somebody may have mended it since.
    if (isOld && !isUsable(held.value, connection)) return documents.renew(key, load)
    return held
  }

  return {
    async discover(organization, connection) {
      const held = await read(organization, connection)
      return usable(held.value, connection)
    },
    async discoverAnswering(organization, connection) {
      const held = await read(organization, connection)
      const document = usable(held.value, connection)
      if (!isFresh(held.readAt, now(), ANSWERED_MS)) {
        await requireAnswer(organization, new URL(document.authorization_endpoint))
      }
      return document
    },
    async keys(organization, jwksUri, { renew = false } = {}) {
      const load = async () => {
        const loaded = await loadJson(outbound, organization, jwksUri)
        return { ...loaded, value: readKeys(loaded.value, jwksUri) }
      }
      const key = keyOf(organization, jwksUri)
      const held = await (renew ? keySets.renew(key, load) : keySets.read(key, load))
      return { keys: held.value, readAt: held.readAt }
    },
  }
}

/** Reads a document past every memory, for checking a connection before it is saved. */
export function readDiscoveryThrough(outbound: Outbound, organization: Organization) {
  return async (wellKnownUrl: string): Promise<unknown> =>
    (await loadJson(outbound, organization, wellKnownUrl)).value
}

/** By organization too: what one may reach (loopback), another may not, not even from memory. */
function keyOf({ id }: Organization, url: string): string {
  return `${id} ${url}`
}

function isUsable(value: unknown, { issuer }: Connection): boolean {
  return readProviderDocument(value, { issuers: [issuer] }).kind === 'usable'
}

function usable(value: unknown, connection: Connection): ProviderDocument {
  // Exactly the issuer that was read when the connection was saved: a provider that changes it is
  // another provider, until an administrator says otherwise.
  const read = readProviderDocument(value, { issuers: [connection.issuer] })
  if (read.kind === 'usable') return read.document
  const { message, ...detail } = read.fault
  throw new Failure('upstream_rejected', message, { detail })
}

async function loadJson(
  outbound: Outbound,
  organization: Organization,
  url: string,
): Promise<Loaded<unknown>> {
  const response = await outbound.fetchFor(organization)(url, {
    headers: { accept: 'application/json' },
  })
  const asked = `GET ${url}`
  if (response.status !== 200) {
    // 5xx is what a proxy answers in place of a provider that is down.
    const code = response.status >= 500 ? 'upstream_unreachable' : 'upstream_rejected'
    throw new Failure(code, `It answered with the status ${response.status}.`, {
      detail: { asked, expected: 200, received: response.status },
    })
  }
  try {
    const cacheControl = response.headers.get('cache-control')
    return { value: await response.json(), cacheControl }
  } catch (cause) {
    const received = response.headers.get('content-type') ?? 'no content type'
    throw new Failure('upstream_rejected', 'Its document is not JSON.', {
      detail: { asked, expected: 'JSON', received },
      cause,
    })
  }
}

function readKeys(value: unknown, jwksUri: string): JSONWebKeySet {
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : value
  const areKeys =
    Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null)
  if (areKeys) return { keys }
  throw new Failure('upstream_rejected', 'Its keys are not a JSON Web Key Set.', {
    detail: { asked: `GET ${jwksUri}`, expected: 'a list of keys', received: typeof keys },
  })
}

type Answer = { at: number; result: Promise<void> }

/**
 * A held document says nothing about now: the browser would be sent to a provider that is down and
 * show its own error. So somebody must answer at the address first; the result serves ten seconds.
 */
function createAnswerCheck({ outbound, now }: { outbound: Outbound; now: Clock }) {
  const answers = new Map<string, Answer>()
  return (organization: Organization, address: URL): Promise<void> => {
    const key = keyOf(organization, address.origin)
    const known = answers.get(key)
    if (known && isFresh(known.at, now(), ANSWERED_MS)) return known.result
    if (answers.size >= 1_000) answers.clear()
    const result = outbound.probe(organization, address)
    answers.set(key, { at: now(), result })
    return result
  }
}
