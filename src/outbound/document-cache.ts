import { type Clock, HOUR, isFresh, MINUTE, SECOND } from '../base/clock.ts'
import type { Log } from '../base/log.ts'

export type Loaded<T> = Readonly<{ value: T; cacheControl: string | null }>
type Held<T> = Readonly<{ value: T; readAt: number; freshUntil: number }>

type DocumentCache<T> = Readonly<{
  /** The cached document, or what `load` returns; a stale one is renewed in the background. */
  read(key: string, load: () => Promise<Loaded<T>>): Promise<Held<T>>
  /** Loads it again, for a caller who noticed that the cached one is out of date. */
  renew(key: string, load: () => Promise<Loaded<T>>): Promise<Held<T>>
}>

const SHORTEST_MS = 5 * MINUTE
const LONGEST_MS = 24 * HOUR
const RETRY_AFTER_MS = 10 * SECOND
const MOST = 1_000

/**
 * Caches documents of other servers for as long as they allow (within bounds), and longer while the
 * server is down, so that a provider's outage does not affect those who need nothing new from it.
 * Simultaneous readers share one request.
 */
export function createDocumentCache<T>({
  now,
  log,
}: {
  now: Clock
  log?: Pick<Log, 'warn'> | undefined
}): DocumentCache<T> {
  const held = new Map<string, Held<T>>()
  const pending = new Map<string, Promise<Held<T>>>()
  const failedAt = new Map<string, number>()

  function keep(key: string, { value, cacheControl }: Loaded<T>): Held<T> {
    const readAt = now()
    const entry = { value, readAt, freshUntil: readAt + lifetimeOf(cacheControl) }
    failedAt.delete(key)
    held.delete(key)
    held.set(key, entry)
    const [oldest] = held.keys()
    if (held.size > MOST && oldest !== undefined) held.delete(oldest)
    return entry
  }

  function renew(key: string, load: () => Promise<Loaded<T>>): Promise<Held<T>> {
    const running = pending.get(key)
    if (running !== undefined) return running
    const loading = load()
      .then((loaded) => keep(key, loaded))
      .finally(() => pending.delete(key))
    pending.set(key, loading)
    return loading
  }

  function renewBehind(key: string, load: () => Promise<Loaded<T>>): void {
    if (isFresh(failedAt.get(key) ?? 0, now(), RETRY_AFTER_MS)) return
    renew(key, load).catch((error: unknown) => {
      if (failedAt.size >= MOST) failedAt.clear()
      failedAt.set(key, now())
      log?.warn({ key, error }, 'a document could not be renewed; the one at hand is used')
    })
  }

  return {
    renew,
    async read(key, load) {
      const entry = held.get(key)
      if (!entry) return renew(key, load)
      const { readAt, freshUntil } = entry
      if (!isFresh(readAt, now(), freshUntil - readAt)) renewBehind(key, load)
      return entry
    },
  }
}

/** RFC 9111 section 5.2.2 as far as it matters here, in milliseconds, between five minutes and a day. */
export function lifetimeOf(cacheControl: string | null): number {
  const seconds = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,9})/i.exec(cacheControl ?? '')?.[1]
  const isKept = !/\bno-(?:store|cache)\b/i.test(cacheControl ?? '')
  const asked = seconds && isKept ? Number(seconds) * SECOND : SHORTEST_MS
  return Math.min(Math.max(asked, SHORTEST_MS), LONGEST_MS)
}
