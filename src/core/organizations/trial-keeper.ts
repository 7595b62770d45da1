import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, SECOND } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Db } from '../../storage/database.ts'
import { bringPasswordsBack } from './passwords-off-trial.ts'

type Deps = Readonly<{ db: Db; now: Clock; log: Pick<Log, 'warn'>; everyMs?: number }>

/** Behind the requests. When passwords come back is in the database, so a restart loses nothing. */
export function startTrialKeeper(deps: Deps): { stop(): Promise<void> } {
  const { log, everyMs = 20 * SECOND } = deps
  const ending = new AbortController()
  const { signal } = ending

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await delay(everyMs, undefined, { signal, ref: false })
      await bringPasswordsBack(deps).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ error }, 'passwords could not be turned on again')
      })
    }
  }

  // Its only way to end is the signal, which ends a wait by an error.
  const running = run().catch(() => undefined)
  return {
    async stop() {
      ending.abort()
      await running
    },
  }
}
