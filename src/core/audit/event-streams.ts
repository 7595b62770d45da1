import { type Clock, HOUR, SECOND } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Db } from '../../storage/database.ts'
import type { EventStreamRow } from '../../storage/tables.ts'
import { listSealed } from './chain-store.ts'
import type { Event } from './event.ts'
import { eventFrom } from './event-store.ts'
import {
  beginFileStreams,
  claimStream,
  type Destination,
  listDueStreams,
  updateStream,
} from './event-stream-store.ts'
import { whyNot } from './webhook-message.ts'

/** Takes these events, all of them or none, or rejects. */
type Take = (events: readonly Event[], signal: AbortSignal) => Promise<void>

export type Outlet = Readonly<{
  destination: Destination
  /** How many events at once. */
  batch: number
  /** The receiver of an organization's events; undefined if it has none any more. */
  open(organizationId: string): Promise<Take | undefined>
}>

type Deps = Readonly<{
  db: Db
  now: Clock
  log: Pick<Log, 'warn'>
  outlets: readonly Outlet[]
  random?: () => number
}>

export type EventStreams = Readonly<{
  /** Begins the streams that are due and not under way; returns a promise for each. */
  begin(): Promise<readonly Promise<void>[]>
  stop(): Promise<void>
}>

const LEASE_MS = 30 * SECOND
const FIRST_WAIT_MS = 5 * SECOND
const LONGEST_WAIT_MS = HOUR
const MOST_AT_ONCE = 32
/** Events of one stream before the others get their turn. */
const MOST_A_TURN = 100

/**
 * Sends events to webhooks and files, in order, each at least once. The log itself is the queue: a
 * stream is only the place it has got to, so nothing is lost and nothing piles up. A stream that fails
 * is tried again, after longer and longer pauses, and does not hold up the others.
 */
export function createEventStreams(deps: Deps): EventStreams {
  const { db, now, log, outlets } = deps
  const ending = new AbortController()
  const running = new Map<string, Promise<void>>()

  function run(outlet: Outlet, stream: EventStreamRow): Promise<void>[] {
    const name = `${stream.destination} ${stream.organization_id}`
    if (running.has(name) || running.size >= MOST_AT_ONCE) return []
    const ended = turn(deps, outlet, stream, ending.signal)
      .catch((error: unknown) => {
        if (!ending.signal.aborted) log.warn({ error, stream: name }, 'events could not be sent')
      })
      .finally(() => running.delete(name))
    running.set(name, ended)
    return [ended]
  }

  return {
    async begin() {
      const begun: Promise<void>[] = []
      for (const outlet of outlets) {
        if (outlet.destination === 'file') await beginFileStreams(db)
        const due = await listDueStreams(db, outlet.destination, now())
        begun.push(...due.flatMap((stream) => run(outlet, stream)))
      }
      return begun
    },
    async stop() {
      ending.abort()
      await Promise.all(running.values())
    },
  }
}

async function turn(
  deps: Deps,
  outlet: Outlet,
  due: EventStreamRow,
  signal: AbortSignal,
): Promise<void> {
  const { db, now, random = Math.random } = deps
  const lease_until = now() + LEASE_MS
  if (!(await claimStream(db, due, lease_until))) return
  let held: EventStreamRow = { ...due, lease_until }
  const move = async (progress: Partial<EventStreamRow>): Promise<boolean> => {
    const kept = await updateStream(db, held, progress)
    held = { ...held, ...progress }
    return kept
  }
  try {
    const take = await outlet.open(due.organization_id)
    const rows = take
      ? await listSealed(db, due.organization_id, { after: due.sequence, limit: MOST_A_TURN })
      : []
    for (let index = 0; take && index < rows.length; index += outlet.batch) {
      const batch = rows.slice(index, index + outlet.batch)
      await take(batch.map(eventFrom), signal)
      const at = now()
      const took = { sequence: batch.at(-1)?.sequence ?? held.sequence, failures: 0 }
      if (!(await move({ ...took, last_success_at: at, lease_until: at + LEASE_MS }))) return
    }
    await move({ lease_until: 0, next_try_at: now() })
  } catch (error) {
    if (signal.aborted) {
      await move({ lease_until: 0 })
      return
    }
    const failures = held.failures + 1
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20))
    const at = now()
    await move({
      failures,
      last_failure_at: at,
      last_failure: whyNot(error),
      // Spread out, for when a receiver of many streams was down.
      next_try_at: at + Math.round(wait * (0.75 + random() / 2)),
      lease_until: 0,
    })
  }
}
