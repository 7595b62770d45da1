import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, MINUTE, SECOND } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { type Repeating, repeat } from '../../base/repeat.ts'
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
  /** Follow each sealing: events are sent only once they have their place in the chain. */
  streams?: EventStreams
}>

const SEAL_EVERY_MS = SECOND
const SWEEP_EVERY_MS = 10 * MINUTE
const REMOVED_AT_ONCE = 500

/** Seals events, sends them on and removes those past their time, in the background. */
export function startEventKeeper(deps: Deps): Repeating {
  const { log, streams } = deps
  const failedTo = (what: string) => (error: unknown) =>
    log.warn({ error }, `events could not be ${what}`)

  const sealing = repeat(
    async (signal) => {
      await sealEvents(deps).catch((error: unknown) => {
        if (!signal.aborted) failedTo('sealed')(error)
      })
      // Only begun here: a slow receiver must hold nobody up.
      await streams?.begin()
    },
    { everyMs: SEAL_EVERY_MS, spread: 0.5, onError: failedTo('sent') },
  )
  const removal = repeat((signal) => removeOld(deps, signal), {
    ...{ everyMs: SWEEP_EVERY_MS, spread: 0.5 },
    onError: failedTo('removed'),
  })
  return {
    async stop() {
      await Promise.all([sealing.stop(), removal.stop()])
      await streams?.stop()
      // The events of the last requests. If it fails, the next start seals them.
      await sealEvents(deps).catch(() => {})
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
