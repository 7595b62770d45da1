import { secretExpiresAt } from '../../core/connections/secret-expiry.ts'
import type { Db } from '../../storage/database.ts'

const MOST = 1_000

/** Enabled connections, and what is known about their providers. */
export async function listProviders(db: Db) {
  const rows = await db
    .selectFrom('connection')
    .innerJoin('organization', 'organization.id', 'connection.organization_id')
    .innerJoin('connection_health', 'connection_health.connection_id', 'connection.id')
    .select(['organization.slug as organization', 'connection.slug as connection'])
    .select('connection.settings')
    .select(['state', 'clock_ahead_ms as clockAheadMs', 'last_probe_at as lastProbeAt'])
    .where('connection.enabled', '=', 1)
    .whereRef('connection.well_known_url', '=', 'connection_health.well_known_url')
    .limit(MOST)
    .execute()
  return rows.map(({ settings, ...row }) => ({
    ...row,
    secretExpiresAt: secretExpiresAt(JSON.parse(settings)),
  }))
}

/** How far each destination of events has got, and how far it has to go. */
export function listStreamLags(db: Db) {
  return db
    .selectFrom('event_stream')
    .innerJoin('organization', 'organization.id', 'event_stream.organization_id')
    .innerJoin('event_chain', 'event_chain.organization_id', 'event_stream.organization_id')
    .select(['organization.slug as organization', 'destination'])
    .select(['event_chain.sequence as last', 'event_stream.sequence as taken'])
    .limit(MOST)
    .execute()
}

/** Applications that do not accept logout notices at present, and since when. */
export async function listFailingApplications(db: Db) {
  return db
    .selectFrom('logout_delivery')
    .innerJoin('application', 'application.id', 'logout_delivery.application_id')
    .innerJoin('organization', 'organization.id', 'application.organization_id')
    .select(['organization.slug as organization', 'application.client_id as application'])
    .select('failing_since as failingSince')
    .where('failing_since', 'is not', null)
    .limit(MOST)
    .execute()
}

/** Events that have no place in their chain yet, counted up to a limit. */
export async function countUnsealedEvents(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('event')
    .select('id')
    .where('sequence', 'is', null)
    .limit(MOST)
    .execute()
  return rows.length
}

/** Messages not sent yet, counted up to a limit; without a mail server, those in the outbox. */
export async function countWaitingMail(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('mail')
    .select('id')
    .where('state', '=', 'waiting')
    .limit(MOST)
    .execute()
  return rows.length
}
