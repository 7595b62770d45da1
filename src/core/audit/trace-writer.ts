import type { Log } from '../../base/log.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { type StoredLeg, sealAsserted } from './asserted-in-trace.ts'
import { type WrittenLeg, writeLeg } from './leg-json.ts'
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

/** Attempts that are stored with one commit. */
const BATCH = 512
const MOST_WAITING = 10_000
/** Soon, because the person may be asking an administrator about it right now. */
const FAILED_MS = 100
/** The legs of a successful sign-in come within moments of each other, and so become one row. */
const WENT_WELL_MS = 1_000

/** For `traces: off`: pages still show codes, and the log says what they stand for. */
export function createTraceLogger({ log }: { log: Pick<Log, 'info'> }): TraceWriter {
  return {
    keeps: false,
    write({ code, side, outcome, steps }) {
      if (!hasFailed({ outcome })) return
      const step = steps.findLast(({ failure }) => failure)
      log.info({ code, side, step: step?.name, reason: step?.failure?.code }, `sign-in ${outcome}`)
    },
    load: () => ({ waiting: 0, dropped: 0 }),
    flush: async () => {},
  }
}

const hasFailed = ({ outcome }: Pick<TraceRecord, 'outcome'>) =>
  outcome === 'failed' || outcome === 'refused'

const keyOf = ({ organizationId, code }: WrittenLeg) => `${organizationId} ${code}`

/**
 * Collects traces and stores them in batches, so that sign-ins do not wait for them. When the database
 * cannot keep up, the newest traces are dropped and counted.
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
  const waiting: WrittenLeg[] = []
  let dropped = 0
  let droppedBefore = 0
  let next: { timer: NodeJS.Timeout; at: number } | undefined
  let flushing: Promise<void> | undefined

  /** Most sign-ins are with a password, and nothing of theirs is sealed. */
  function sealed(legs: readonly WrittenLeg[]): readonly StoredLeg[] | Promise<StoredLeg[]> {
    if (!legs.some(({ asserted }) => asserted)) return legs
    return Promise.all(legs.map((leg) => sealAsserted(sealer, leg)))
  }

  async function drain(): Promise<void> {
    const attempts = Map.groupBy(waiting.splice(0), keyOf)
    for (let left = [...attempts.values()]; left.length > 0; left = left.slice(BATCH)) {
      const batch = left.slice(0, BATCH).flat()
      try {
        await storeLegs(db, await sealed(batch))
      } catch (error) {
        log.warn({ error, lost: batch.length }, 'traces could not be stored')
      }
    }
    const lost = dropped - droppedBefore
    if (lost > 0) log.warn({ dropped: lost }, 'traces came faster than they could be stored')
    droppedBefore = dropped
  }

  async function flush(): Promise<void> {
    clearTimeout(next?.timer)
    next = undefined
    // Legs that arrived while a batch was being stored are not in it.
    while (flushing || waiting.length > 0) {
      flushing ??= drain().finally(() => {
        flushing = undefined
      })
      await flushing
    }
  }

  function flushWithin(ms: number): void {
    const at = performance.now() + ms
    if (next && next.at <= at) return
    clearTimeout(next?.timer)
    next = { timer: setTimeout(flush, ms).unref(), at }
  }

  return {
    keeps: true,
    write(trace) {
      if (waiting.length >= MOST_WAITING) {
        dropped += 1
        return
      }
      waiting.push(writeLeg(trace))
      flushWithin(hasFailed(trace) ? FAILED_MS : WENT_WELL_MS)
    },
    load: () => ({ waiting: waiting.length, dropped }),
    flush,
  }
}
