import { AsyncResource } from 'node:async_hooks'
import { SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'

type Waiting = { start(): void; reject(error: unknown): void }

/** Who asks: the connection object that Kysely was given for a query or a transaction. */
export type Caller = object

type ExclusiveTurns = {
  /** Resolves once `caller` alone may run. */
  enter(caller: Caller): Promise<void>
  leave(caller: Caller): void
  /** Runs `action` at once, or when the caller that holds the turn has left. */
  run<T>(caller: Caller, action: () => T | Promise<T>): Promise<T>
}

const LONGEST_HOLD_MS = 10 * SECOND

/**
 * One connection, many callers: while one is in a transaction, nobody else's query may slip into
 * it. Those who come meanwhile wait in order. They do not wait for ever: a query made on the
 * database instead of on the transaction, inside that transaction, would wait for itself.
 */
export function createExclusiveTurns(longestHoldMs = LONGEST_HOLD_MS): ExclusiveTurns {
  let holder: Caller | undefined
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined

  async function run<T>(caller: Caller, action: () => T | Promise<T>): Promise<T> {
    if (holder === undefined || holder === caller) return action()
    return new Promise((resolve, reject) => {
      const start = () => {
        try {
          resolve(action())
        } catch (error) {
          reject(error)
        }
      }
      // It is started by whoever leaves, and still runs in the name of whoever came.
      waiting.push({ start: AsyncResource.bind(start), reject })
    })
  }

  function refuseAll(): void {
    const refused = waiting
    waiting = []
    for (const { reject } of refused) {
      reject(new Failure('too_busy', 'The database is held by a transaction that does not end.'))
    }
    timer?.refresh()
  }

  return {
    run,
    enter: (caller) =>
      run(caller, () => {
        holder = caller
        timer = setTimeout(refuseAll, longestHoldMs).unref()
      }),
    leave(caller) {
      if (holder !== caller) return
      holder = undefined
      clearTimeout(timer)
      // Synchronous, so that nobody who comes later overtakes; it stops at the next transaction.
      while (holder === undefined && waiting.length > 0) waiting.shift()?.start()
    },
  }
}
