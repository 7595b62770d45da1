import { appendFile } from 'node:fs/promises'
import type { Clock } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Outbound } from '../../outbound/guarded-fetch.ts'
import type { Db } from '../../storage/database.ts'
import { findOrganization } from '../organizations/organization-store.ts'
import { eventRecord } from './event-record.ts'
import type { Outlet } from './event-streams.ts'
import { acceptsType } from './event-webhook.ts'
import { findEventWebhook } from './event-webhook-store.ts'
import { sendWebhook } from './webhook-message.ts'

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer; outbound: Outbound }>

/** An organization's own webhook: one message per event, with the event's id. */
export function webhookOutlet({ db, now, sealer, outbound }: Deps): Outlet {
  return {
    destination: 'webhook',
    batch: 1,
    async open(id) {
      const organizationId = id as OrganizationId // It comes from a row of its stream.
      const webhook = await findEventWebhook(db, organizationId)
      const organization = await findOrganization(db, organizationId)
      if (!webhook?.enabled || !organization) return undefined
      const { url } = webhook
      const secret = await sealer.open(webhook.secretSealed)
      const fetch = outbound.fetchFor(organization)
      return async (events, signal) => {
        for (const event of events.filter(({ type }) => acceptsType(webhook, type))) {
          const data = eventRecord(event)
          const message = { id: event.id, type: event.type, at: data.at, data }
          await sendWebhook(fetch, { url, secret, message, now: now() }, signal)
        }
      }
    },
  }
}

/** One file for all organizations, one line per event. Opened for each batch, so it can be rotated. */
export function fileOutlet(file: string): Outlet {
  return {
    destination: 'file',
    batch: 100,
    open: async (organizationId) => async (events) => {
      const lines = events.map((event) => JSON.stringify({ organizationId, ...eventRecord(event) }))
      await appendFile(file, `${lines.join('\n')}\n`, { mode: 0o600, flush: true })
    },
  }
}
