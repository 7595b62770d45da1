import type { Log } from '../../base/log.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { sealAsserted } from './asserted-in-trace.ts'
import type { TraceRecord } from './trace.ts'
import { storeLegs } from './trace-store.ts'

export type TraceWriter = Readonly<{
  /** Whether what is written can be looked up by its code. */
  keeps: boolean
  /** Returns at once; never throws. */
  write(trace: TraceRecord): void
  /** How many wait to be stored, and how many were dropped since the start, for want of room. */
  load(): Readonly<{ waiting: number; dropped: number }>
  /** Waits until everything written so far is stored. */
  flush(): Promise<void>
}>

const BATCH = 100
const MOST_WAITING = 10_000
const EVERY_MS = 100

/** For `traces: off`: the pages still have their codes, and the log says what they stand for. */
export function createTraceLogger({ log }: { log: Pick<Log, 'info'> }): TraceWriter {
  return {
    keeps: false,
    write({ code, side, outcome, steps }) {
      if (outcome !== 'failed' && outcome !== 'refused') return
      const step = steps.findLast(({ failure }) => failure)
      log.info({ code, side, step: step?.name, reason: step?.failure?.code }, `sign-in ${outcome}`)
    },
    load: () => ({ waiting: 0, dropped: 0 }),
    flush: async () => {},
  }
}

/**
 * Traces are stored beside the sign-ins, not in their way: collected, and written a batch at a
 * time. When the database cannot keep up the newest are dropped and counted, not the sign-ins.
 */
export function createTraceWriter({
  db,
  log,
  sealer,
}: {
  db: Db
  log: Log
  sealer: Sealer
}): TraceWriter {
  const waiting: TraceRecord[] = []
  let dropped = 0
  let droppedBefore = 0
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> | undefined

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH)
      try {
        await storeLegs(db, await Promise.all(batch.map((leg) => sealAsserted(sealer, leg))))
      } catch (error) {
        log.warn({ error, lost: batch.length }, 'traces could not be stored')
      }
    }
    const lost = dropped - droppedBefore
    if (lost > 0) log.warn({ dropped: lost }, 'traces came faster than they could be stored')
    droppedBefore = dropped
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    // What was written while a batch was on its way is not in it.
    while (flushing || waiting.length > 0) {
      flushing ??= drain().finally(() => {
        flushing = undefined
      })
      await flushing
    }
  }

  return {
    keeps: true,
    write(trace) {
      if (waiting.length >= MOST_WAITING) {
        dropped += 1
        return
      }
      waiting.push(trace)
      timer ??= setTimeout(flush, EVERY_MS).unref()
    },
    load: () => ({ waiting: waiting.length, dropped }),
    flush,
  }
}
