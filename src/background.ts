import type { Clock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import type { Sealer } from './base/seal.ts'
import { EVENT_KEY_PURPOSE } from './core/audit/event-digest.ts'
import { startEventKeeper } from './core/audit/event-keeper.ts'
import { fileOutlet, webhookOutlet } from './core/audit/event-outlets.ts'
import { createEventStreams } from './core/audit/event-streams.ts'
import { startTrialKeeper } from './core/organizations/trial-keeper.ts'
import { type HealthDeps, startHealthKeeper } from './doctor/health-keeper.ts'
import { startMailKeeper } from './mail/mail-keeper.ts'
import { createSmtpTransport, type SmtpSettings } from './mail/smtp-transport.ts'
import type { Outbound } from './outbound/guarded-fetch.ts'
import { startLogoutNoticeKeeper } from './provider/logout-notices/logout-notice-keeper.ts'
import type { Db } from './storage/database.ts'
import { startSweeper } from './storage/sweeper.ts'

type Deps = Readonly<{
  db: Db
  now: Clock
  log: Log
  sealer: Sealer
  outbound: Outbound
  healthDeps: HealthDeps
  traceRetentionMs: number
  mostTraces: number
  mail?: SmtpSettings | undefined
  eventFile?: string | undefined
}>

/** Everything that runs in the background, for as long as the server does. */
export function startBackground(deps: Deps): Readonly<{ stop(): Promise<void> }> {
  const { db, now, log, sealer, outbound, traceRetentionMs, mostTraces, eventFile } = deps
  const sweeper = startSweeper({ db, now, log, traceRetentionMs, mostTraces })
  const outlets = [webhookOutlet({ db, now, sealer, outbound })]
  if (eventFile !== undefined) outlets.push(fileOutlet(eventFile))
  const streams = createEventStreams({ db, now, log, outlets })
  const key = sealer.keyFor(EVENT_KEY_PURPOSE)
  const eventKeeper = startEventKeeper({ db, now, log, key, streams })
  const healthKeeper = startHealthKeeper(deps.healthDeps)
  const trialKeeper = startTrialKeeper({ db, now, log })
  const noticeKeeper = startLogoutNoticeKeeper({ db, now, log, sealer, outbound })
  const transport = deps.mail && createSmtpTransport(deps.mail)
  const mailKeeper = startMailKeeper({ db, now, log, sealer, transport })
  return {
    async stop(): Promise<void> {
      await sweeper.stop()
      await healthKeeper.stop()
      await noticeKeeper.stop()
      await trialKeeper.stop()
      await mailKeeper.stop()
      await eventKeeper.stop()
    },
  }
}
