import { type Clock, SECOND } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { type Repeating, repeat } from '../../base/repeat.ts'
import type { Db } from '../../storage/database.ts'
import { bringPasswordsBack } from './passwords-off-trial.ts'

type Deps = Readonly<{ db: Db; now: Clock; log: Pick<Log, 'warn'>; everyMs?: number }>

/**
 * Turns passwords back on, in the background, where their trial has run out. The time when they come
 * back is in the database, so a restart loses nothing.
 */
export function startTrialKeeper(deps: Deps): Repeating {
  const { log, everyMs = 20 * SECOND } = deps
  return repeat(() => bringPasswordsBack(deps), {
    everyMs,
    onError: (error) => log.warn({ error }, 'passwords could not be turned on again'),
  })
}
