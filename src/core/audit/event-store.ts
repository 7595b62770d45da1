import { type EventId, newId, type OrganizationId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { EventRow } from '../../storage/tables.ts'
import type { Event, EventType } from './event.ts'
import { redact } from './redact.ts'

type Happened = Omit<Event, 'id' | 'at' | 'detail' | 'outcome'> &
  Partial<Pick<Event, 'detail' | 'outcome'>>

/** Appends to the audit log. In a transaction it stands or falls with what it tells of. */
export async function recordEvent(db: Db, happened: Happened, now: number): Promise<void> {
  await insertRow(db, {
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
  })
}

const insertRow = compileOnce((db, row: EventRow) => db.insertInto('event').values(row))

/** The newest first; `before` is the last id of the page before, `target` whom or what it was done to. */
export async function listEvents(
  db: Db,
  organizationId: OrganizationId,
  { before, target, limit = 100 }: { before?: EventId; target?: string; limit?: number } = {},
): Promise<Event[]> {
  let query = db.selectFrom('event').selectAll().where('organization_id', '=', organizationId)
  if (before) query = query.where('id', '<', before)
  if (target !== undefined) query = query.where('target_id', '=', target)
  const rows = await query.orderBy('id', 'desc').limit(limit).execute()
  return rows.map((row) => ({
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
  }))
}
