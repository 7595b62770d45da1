import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { EventStreamRow } from '../../storage/tables.ts'

export type Destination = 'webhook' | 'file'
type StreamName = Readonly<{ organizationId: OrganizationId; destination: Destination }>

/** Makes a stream begin after this event, wherever one to the same destination had got to. */
export async function beginStream(
  tx: Db,
  { organizationId, destination }: StreamName,
  sequence: number,
): Promise<void> {
  await endStream(tx, { organizationId, destination })
  const fresh = { sequence, lease_until: 0, failures: 0, next_try_at: 0 }
  await tx
    .insertInto('event_stream')
    .values({ organization_id: organizationId, destination, ...fresh })
    .execute()
}

/** Adds a stream for every organization with sealed events, from the first one that is kept. */
export async function beginFileStreams(db: Db): Promise<void> {
  const missing = await db
    .selectFrom('event_chain')
    .leftJoin('event_stream', (join) =>
      join
        .onRef('event_stream.organization_id', '=', 'event_chain.organization_id')
        .on('event_stream.destination', '=', 'file'),
    )
    .select('event_chain.organization_id as id')
    .where('event_stream.sequence', 'is', null)
    .limit(1_000)
    .execute()
  if (missing.length === 0) return
  const fresh = { destination: 'file', sequence: 0, lease_until: 0, failures: 0, next_try_at: 0 }
  await db
    .insertInto('event_stream')
    .values(missing.map(({ id }) => ({ organization_id: id, ...fresh })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function endStream(
  tx: Db,
  { organizationId, destination }: StreamName,
): Promise<void> {
  await tx
    .deleteFrom('event_stream')
    .where('organization_id', '=', organizationId)
    .where('destination', '=', destination)
    .execute()
}

export async function findStream(
  db: Db,
  { organizationId, destination }: StreamName,
): Promise<EventStreamRow | undefined> {
  return db
    .selectFrom('event_stream')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('destination', '=', destination)
    .executeTakeFirst()
}

/** Streams that have something to send, may try again now, and that no node has claimed. */
export async function listDueStreams(
  db: Db,
  destination: Destination,
  now: number,
): Promise<EventStreamRow[]> {
  return db
    .selectFrom('event_stream')
    .innerJoin('event_chain', 'event_chain.organization_id', 'event_stream.organization_id')
    .leftJoin('event_webhook', 'event_webhook.organization_id', 'event_stream.organization_id')
    .selectAll('event_stream')
    .where('event_stream.destination', '=', destination)
    .whereRef('event_chain.sequence', '>', 'event_stream.sequence')
    .where('next_try_at', '<=', now)
    .where('lease_until', '<=', now)
    .$if(destination === 'webhook', (query) => query.where('event_webhook.enabled', '=', 1))
    .orderBy('next_try_at')
    .limit(100)
    .execute()
}

/** A lease until `until`, so that of several nodes one at a time sends; false if it is taken. */
export async function claimStream(db: Db, stream: EventStreamRow, until: number): Promise<boolean> {
  const row = await db
    .updateTable('event_stream')
    .set({ lease_until: until })
    .where('organization_id', '=', stream.organization_id)
    .where('destination', '=', stream.destination)
    .where('lease_until', '=', stream.lease_until)
    .where('sequence', '=', stream.sequence)
    .returning('organization_id')
    .executeTakeFirst()
  return row !== undefined
}

type Progress = Partial<Omit<EventStreamRow, 'organization_id' | 'destination'>>

/** False if another node has taken over the stream, or it was restarted. */
export async function updateStream(
  db: Db,
  held: EventStreamRow,
  progress: Progress,
): Promise<boolean> {
  const row = await db
    .updateTable('event_stream')
    .set(progress)
    .where('organization_id', '=', held.organization_id)
    .where('destination', '=', held.destination)
    .where('lease_until', '=', held.lease_until)
    .where('sequence', '=', held.sequence)
    .returning('organization_id')
    .executeTakeFirst()
  return row !== undefined
}
