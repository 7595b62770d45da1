import { AsyncResource } from 'node:async_hooks'
import { SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'

type Waiting = { start(): void; reject(error: unknown): void }

/** The connection object that Kysely acquired for a query or a transaction. */
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
 * One connection, many callers: while one of them is in a transaction, nobody else's query may slip
 * into it, and those who come meanwhile wait in order. They do not wait for ever, because a query
 * made on `db` inside a transaction, where `tx` was meant, would wait for itself.
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
      // Whoever leaves starts it, but it must run in the async context of whoever queued it.
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
      // Synchronously, so that no latecomer overtakes; it stops when the next transaction begins.
      while (holder === undefined && waiting.length > 0) waiting.shift()?.start()
    },
  }
}
