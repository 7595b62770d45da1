import type { Clock } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from './event.ts'
import { eventRecord } from './event-record.ts'
import { type EventFilter, listEvents } from './event-search-store.ts'
import { recordEvent } from './event-store.ts'

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const
type ExportFormat = (typeof EXPORT_FORMATS)[number]

type Wanted = Readonly<{
  organizationId: OrganizationId
  format: ExportFormat
  filter: EventFilter
  actor: Event['actor']
}>

const PAGE = 500

/**
 * The events that a filter finds, the newest first, as pages of text of which only one is in memory at
 * a time. The export is itself an event, which is written before the first line.
 */
export async function exportEvents(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { organizationId, format, filter, actor }: Wanted,
): Promise<AsyncGenerator<string>> {
  const asked = Object.entries(filter).map(([name, value]) => [`filter.${name}`, value])
  const detail = { format, ...Object.fromEntries(asked) }
  await recordEvent(db, { organizationId, type: 'audit_log.export', actor, detail }, now())
  return pages(db, { organizationId, format, filter })
}

async function* pages(
  db: Db,
  { organizationId, format, filter }: Omit<Wanted, 'actor'>,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${CSV_COLUMNS.join(',')}\r\n`
  let before: Event['id'] | undefined
  for (;;) {
    const events = await listEvents(db, organizationId, { ...filter, before, limit: PAGE })
    if (events.length > 0) yield events.map(format === 'csv' ? csvLine : jsonLine).join('')
    if (events.length < PAGE) return
    before = events.at(-1)?.id
  }
}

function jsonLine(event: Event): string {
  return `${JSON.stringify(eventRecord(event))}\n`
}

const CSV_COLUMNS = [
  'id',
  'at',
  'type',
  'outcome',
  'actor_kind',
  'actor_id',
  'target_kind',
  'target_id',
  'detail',
  'sequence',
  'digest',
]

function csvLine(event: Event): string {
  const { id, at, type, outcome, actor, target, detail, sequence, digest } = eventRecord(event)
  const cells = [
    id,
    at,
    type,
    outcome,
    actor.kind,
    actor.id,
    target?.kind,
    target?.id,
    JSON.stringify(detail),
    sequence,
    digest,
  ]
  return `${cells.map(csvCell).join(',')}\r\n`
}

/**
 * Quoted as in RFC 4180. A spreadsheet takes a cell that begins with one of these for a formula, and
 * would run what somebody entered as their name; an apostrophe makes it text.
 */
function csvCell(value: string | number | null | undefined): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const safe = /^[\s]*[=+\-@\t\r|%＝＋－＠]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
