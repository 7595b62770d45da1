import { type EventId, newId, type OrganizationId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { EventRow } from '../../storage/tables.ts'
import type { Event } from './event.ts'
import type { EventType } from './event-types.ts'
import { redact } from './redact.ts'

type Happened = Omit<Event, 'id' | 'at' | 'detail' | 'outcome' | 'sequence' | 'digest'> &
  Partial<Pick<Event, 'detail' | 'outcome'>>

/**
 * Appends to the audit log. In a transaction the event stands or falls with the change it tells of. It
 * gets its place in the chain a moment later (seal-events.ts), so that no sign-in waits for another.
 */
export async function recordEvent(db: Db, happened: Happened, now: number): Promise<void> {
  await insertRow(db, rowOf(happened, now))
}

const insertRow = compileOnce((db, row: EventRow) => db.insertInto('event').values(row))

const ROWS_IN_STATEMENT = 500

/** The same for what happened to many at once. */
export async function recordEvents(
  db: Db,
  happened: readonly Happened[],
  now: number,
): Promise<void> {
  for (let from = 0; from < happened.length; from += ROWS_IN_STATEMENT) {
    const rows = happened.slice(from, from + ROWS_IN_STATEMENT).map((one) => rowOf(one, now))
    await db.insertInto('event').values(rows).execute()
  }
}

function rowOf(happened: Happened, now: number): EventRow {
  return {
    id: newId('event', now),
    organization_id: happened.organizationId,
    at: now,
    type: happened.type,
    outcome: happened.outcome ?? 'success',
    actor_kind: happened.actor.kind,
    actor_id: happened.actor.id ?? null,
    target_kind: happened.target?.kind ?? null,
    target_id: happened.target?.id ?? null,
    detail: JSON.stringify(redact(happened.detail ?? {})),
    sequence: null,
    digest: null,
  }
}

type Failed = Readonly<{
  organizationId: OrganizationId
  type: EventType
  actorId?: string
  targetId?: string
}>

/** Whether such a failure, by this actor or with this target, has been recorded since a time. */
export async function hasFailedSince(
  db: Db,
  { organizationId, type, actorId, targetId }: Failed,
  since: number,
): Promise<boolean> {
  let query = db
    .selectFrom('event')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('type', '=', type)
    .where('outcome', '=', 'failure')
    .where('at', '>=', since)
    .where('id', '>', newId('event', Math.max(0, since - 1)))
  if (actorId !== undefined) query = query.where('actor_id', '=', actorId)
  if (targetId !== undefined) query = query.where('target_id', '=', targetId)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

export function eventFrom(row: EventRow): Event {
  return {
    id: row.id as EventId,
    organizationId: row.organization_id as OrganizationId,
    at: row.at,
    type: row.type as EventType,
    outcome: row.outcome as Event['outcome'],
    actor: {
      kind: row.actor_kind as Event['actor']['kind'],
      ...(row.actor_id !== null && { id: row.actor_id }),
    },
    ...(row.target_kind !== null &&
      row.target_id !== null && { target: { kind: row.target_kind, id: row.target_id } }),
    detail: JSON.parse(row.detail),
    ...(row.sequence !== null && { sequence: row.sequence }),
    ...(row.digest !== null && { digest: row.digest }),
  }
}
