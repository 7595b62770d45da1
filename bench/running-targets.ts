import { type Client, createClient } from './http.ts'
import { urlsOf } from './installation.ts'
import type { Process } from './processes.ts'
import type { Target } from './target.ts'

/** At most this many requests at once, each worker on a connection of its own. */
export const WORKERS = 32

/** What was opened and must be closed, the last first. */
export type Opened = { keep<T extends Closable>(thing: T): T; closeAll(): Promise<void> }
type Closable = { close(): Promise<void> } | { stop(): Promise<void> }

export function createOpened(): Opened {
  const things: Closable[] = []
  return {
    keep(thing) {
      things.push(thing)
      return thing
    },
    async closeAll() {
      for (const thing of things.toReversed()) {
        await ('close' in thing ? thing.close() : thing.stop())
      }
    },
  }
}

const SAME_PATHS = { endpoints: '/oauth2/v1', discovery: '/.well-known/openid-configuration' }

export function targetOfOurs(port: number, open: Opened, connections = WORKERS): Target {
  const client: Client = open.keep(createClient(urlsOf(port).acme, connections))
  return { ...SAME_PATHS, client, jwtEndpoints: '/oauth2/default/v1', jwtParameters: {} }
}

export function targetOfPeer({ port }: Process, open: Opened): Target {
  const client = open.keep(createClient(`http://localhost:${port}`, WORKERS))
  const jwtParameters = { resource: 'urn:bench:api' }
  return { ...SAME_PATHS, client, jwtEndpoints: '/oauth2/v1', jwtParameters }
}
