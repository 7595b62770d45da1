import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, MINUTE, SECOND } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Db } from '../../storage/database.ts'
import { listOrganizations } from '../organizations/organization-store.ts'
import type { EventKey } from './event-digest.ts'
import type { EventStreams } from './event-streams.ts'
import { removeOldEvents } from './remove-old-events.ts'
import { sealEvents } from './seal-events.ts'

type Deps = Readonly<{
  db: Db
  now: Clock
  key: EventKey
  log: Pick<Log, 'warn'>
  /** What comes after each sealing: events are sent only when they have their place. */
  streams?: EventStreams
}>

type Keeper = Readonly<{
  /** Seals what is not sealed yet; nothing runs when it resolves. */
  stop(): Promise<void>
}>

const SEAL_EVERY_MS = SECOND
const SWEEP_EVERY_MS = 10 * MINUTE
const REMOVED_AT_ONCE = 500

/** Behind the sign-ins: seals events, hands them on, and removes those whose time is over. */
export function startEventKeeper(deps: Deps): Keeper {
  const ending = new AbortController()
  const { signal } = ending
  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (!signal.aborted) deps.log.warn({ error }, `events could not be ${what}`)
    }
  }

  async function every(ms: number, round: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      // Not all nodes at one time.
      await delay(ms * (0.75 + Math.random() / 2), undefined, { signal, ref: false })
      await round()
    }
  }
  const until = (running: Promise<void>) => running.catch(() => {}) // Only the wait's end rejects.

  const rounds = [
    until(
      every(SEAL_EVERY_MS, async () => {
        await attempt('sealed', () => sealEvents(deps))
        // Begun and not waited for: a slow receiver holds nobody up.
        await attempt('sent', async () => void (await deps.streams?.begin()))
      }),
    ),
    until(every(SWEEP_EVERY_MS, () => attempt('removed', () => removeOld(deps, signal)))),
  ]
  return {
    async stop() {
      ending.abort()
      await Promise.all(rounds)
      await deps.streams?.stop()
      await attempt('sealed', () => sealEvents(deps))
    },
  }
}

async function removeOld(deps: Deps, signal: AbortSignal): Promise<void> {
  for (const { id, settings } of await listOrganizations(deps.db)) {
    const kept = {
      organizationId: id,
      retentionMs: settings.eventRetentionMs,
      limit: REMOVED_AT_ONCE,
    }
    while (!signal.aborted && (await removeOldEvents(deps, kept)) === REMOVED_AT_ONCE) {
      await delay(50, undefined, { signal, ref: false })
    }
  }
}
