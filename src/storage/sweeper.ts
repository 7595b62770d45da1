import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, DAY, MINUTE } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type Repeating, repeat } from '../base/repeat.ts'
import type { Db } from './database.ts'
import { type Swept, sweepExpired } from './sweep-store.ts'

type SweeperDeps = {
  db: Db
  now: Clock
  log: Pick<Log, 'debug' | 'warn'>
  everyMs?: number
  batch?: number
  pauseMs?: number
  traceRetentionMs?: number
  mostTraces?: number
  random?: () => number
}

/**
 * Deletes expired rows in the background: about every `everyMs`, in batches with a pause between
 * them. A process never runs two sweeps at once, and each of several nodes sweeps at its own time.
 */
export function startSweeper({
  db,
  now,
  log,
  everyMs = MINUTE,
  batch = 500,
  pauseMs = 50,
  traceRetentionMs = 14 * DAY,
  mostTraces = 100_000,
  random = Math.random,
}: SweeperDeps): Repeating {
  async function sweepAll(signal: AbortSignal): Promise<void> {
    let full = true
    while (full && !signal.aborted) {
      const kept = { traceRetentionMs, mostTraces }
      const swept = await sweepExpired(db, { now: now(), limit: batch, ...kept })
      log.debug({ swept }, 'expired rows removed')
      full = isFull(swept, batch)
      if (full) await delay(pauseMs, undefined, { signal, ref: false })
    }
  }

  return repeat(sweepAll, {
    ...{ everyMs, spread: 1, random },
    onError: (error) => log.warn({ error }, 'expired rows could not be removed'),
  })
}

function isFull(swept: Swept, batch: number): boolean {
  return Object.values(swept).some((count) => count >= batch)
}
