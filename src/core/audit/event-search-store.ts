import { sql } from 'kysely'
import { type EventId, newId, type OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from './event.ts'
import { eventFrom } from './event-store.ts'
import { EVENT_TYPES, type EventType } from './event-types.ts'

export type EventFilter = Readonly<{
  /** A type, or the beginning of several, such as `user.session`. */
  type?: string | undefined
  actor?: string | undefined
  target?: string | undefined
  outcome?: Event['outcome'] | undefined
  from?: number | undefined
  until?: number | undefined
}>

type Page = Readonly<{ before?: EventId | undefined; limit?: number }>

/** The newest first; `before` is the last id of the page before. */
export async function listEvents(
  db: Db,
  organizationId: OrganizationId,
  { before, limit = 100, ...filter }: EventFilter & Page = {},
): Promise<Event[]> {
  const types = filter.type === undefined ? [undefined] : typesThatBeginWith(filter.type)
  // One query per type, so that each page is read off the end of an index, however many events exist.
  const pages = await Promise.all(
    types.map((type) => ofType(db, organizationId, { ...filter, type, before, limit })),
  )
  const found = pages.flat()
  if (pages.length > 1) found.sort((a, b) => (a.id < b.id ? 1 : -1))
  return found.slice(0, limit)
}

export function typesThatBeginWith(text: string): EventType[] {
  const types = Object.keys(EVENT_TYPES) as EventType[]
  return types.filter((type) => type === text || type.startsWith(text))
}

async function ofType(
  db: Db,
  organizationId: OrganizationId,
  { type, before, limit, ...filter }: EventFilter & Required<Pick<Page, 'before' | 'limit'>>,
): Promise<Event[]> {
  const { actor, target, outcome, from, until } = filter
  let query = db.selectFrom('event').selectAll().where('organization_id', '=', organizationId)
  if (type !== undefined) query = query.where('type', '=', type)
  if (before) query = query.where('id', '<', before)
  if (target !== undefined) query = query.where('target_id', '=', target)
  if (actor !== undefined) query = query.where('actor_id', '=', actor)
  // A literal and not a parameter, so that the database recognises its partial index of failures.
  if (outcome === 'failure') query = query.where('outcome', '=', sql.lit('failure'))
  if (outcome === 'success') query = query.where('outcome', '=', 'success')
  // Ids sort by time to within some milliseconds: they find the place, and `at` the exact edge.
  if (from !== undefined) {
    query = query.where('id', '>', edgeId(from - 1)).where('at', '>=', from)
  }
  if (until !== undefined) {
    query = query.where('id', '<', edgeId(until + 1)).where('at', '<', until)
  }
  const rows = await query.orderBy('id', 'desc').limit(limit).execute()
  return rows.map(eventFrom)
}

function edgeId(time: number): EventId {
  return newId('event', Math.max(0, time))
}
