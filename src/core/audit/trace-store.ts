import { sql } from 'kysely'
import { newId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { TraceRow } from '../../storage/tables.ts'
import type { StoredLeg } from './asserted-in-trace.ts'
import { legToJson } from './leg-json.ts'

/** A browser that goes round in circles, or an application that does, ends here. */
const MOST_LEGS = 40

/** Adds the legs to their attempts, which begin with the first of them. */
export async function storeLegs(db: Db, legs: readonly StoredLeg[]): Promise<void> {
  const attempts = new Map<string, TraceRow>()
  for (const leg of legs) {
    const key = `${leg.organizationId} ${leg.code}`
    const before = attempts.get(key)
    attempts.set(key, before ? withLeg(before, leg) : toRow(leg))
  }
  const rows = [...attempts.values()]
  const written: Promise<void>[] = []
  for (let at = 0; at < rows.length; ) {
    const size = SIZES.find((one) => one <= rows.length - at) ?? 1
    written.push(addRows(db, rows.slice(at, at + size)))
    at += size
  }
  // Begun in one turn, they share its commit: on SQLite that costs more than the rows.
  await Promise.all(written)
}

function toRow(leg: StoredLeg): TraceRow {
  const isPerson = leg.caller === 'browser'
  return {
    id: newId('trace', leg.startedAt),
    organization_id: leg.organizationId,
    code: leg.code,
    outcome: leg.outcome,
    connection_id: leg.connectionId ?? null,
    application_id: leg.applicationId ?? null,
    user_id: leg.userId ?? null,
    address: isPerson ? leg.address : '',
    browser: isPerson ? leg.browser : '',
    started_at: leg.startedAt,
    ended_at: leg.endedAt,
    leg_count: 1,
    legs: legToJson(leg),
    asserted_sealed: leg.assertedSealed ?? null,
  }
}

/** What `ON CONFLICT` below does, for legs that come in one batch. */
function withLeg(row: TraceRow, leg: StoredLeg): TraceRow {
  const added = toRow(leg)
  return {
    ...row,
    outcome: added.outcome,
    connection_id: added.connection_id ?? row.connection_id,
    application_id: added.application_id ?? row.application_id,
    user_id: added.user_id ?? row.user_id,
    address: row.address || added.address,
    browser: row.browser || added.browser,
    ended_at: added.ended_at,
    leg_count: row.leg_count + 1,
    legs: row.leg_count < MOST_LEGS ? `${row.legs},${added.legs}` : row.legs,
    asserted_sealed: added.asserted_sealed ?? row.asserted_sealed,
  }
}

/** Statements of a few sizes, so that each is built once. */
const SIZES = [64, 32, 16, 8, 4, 2, 1]
const statements = new Map(SIZES.map((size) => [size, upsertOf(size)]))

async function addRows(db: Db, rows: readonly TraceRow[]): Promise<void> {
  const values: Values = {}
  rows.forEach((row, index) => {
    for (const column of COLUMNS) values[`${column}${index}`] = row[column]
  })
  await statements.get(rows.length)?.(db, values)
}

type Values = Record<string, string | number | null | undefined>

const COLUMNS = [
  'id',
  'organization_id',
  'code',
  'outcome',
  'connection_id',
  'application_id',
  'user_id',
  'address',
  'browser',
  'started_at',
  'ended_at',
  'leg_count',
  'legs',
  'asserted_sealed',
] as const satisfies readonly (keyof TraceRow)[]

function upsertOf(size: number): (db: Db, values: Values) => Promise<unknown> {
  return compileOnce((db, values: Values) => {
    const rows = Array.from({ length: size }, (_, index) => {
      const row = COLUMNS.map((column) => [column, values[`${column}${index}`]] as const)
      // Every column of the row, by its name.
      return Object.fromEntries(row) as unknown as TraceRow
    })
    return db
      .insertInto('trace')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'code']).doUpdateSet({
          outcome: sql`excluded.outcome`,
          connection_id: sql`coalesce(excluded.connection_id, trace.connection_id)`,
          application_id: sql`coalesce(excluded.application_id, trace.application_id)`,
          user_id: sql`coalesce(excluded.user_id, trace.user_id)`,
          address: sql`coalesce(nullif(trace.address, ''), excluded.address)`,
          browser: sql`coalesce(nullif(trace.browser, ''), excluded.browser)`,
          ended_at: sql`excluded.ended_at`,
          leg_count: sql`trace.leg_count + excluded.leg_count`,
          legs: sql`case when trace.leg_count < ${sql.lit(MOST_LEGS)}
            then trace.legs || ',' || excluded.legs else trace.legs end`,
          asserted_sealed: sql`coalesce(excluded.asserted_sealed, trace.asserted_sealed)`,
        }),
      )
  })
}
