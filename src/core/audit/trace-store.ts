import { sql } from 'kysely'
import { newId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { TraceRow } from '../../storage/tables.ts'
import type { StoredLeg } from './asserted-in-trace.ts'

/** Limits what a browser or an application that goes round in circles can add to one attempt. */
const MOST_LEGS = 40

/** Adds the legs to their attempts, which begin with the first of them. */
export async function storeLegs(db: Db, legs: readonly StoredLeg[]): Promise<void> {
  const attempts = Map.groupBy(legs, ({ organizationId, code }) => `${organizationId} ${code}`)
  const rows = Array.from(attempts.values(), rowOf)
  const written: Promise<void>[] = []
  for (let at = 0; at < rows.length; ) {
    const size = SIZES.find((one) => one <= rows.length - at) ?? 1
    written.push(addRows(db, rows.slice(at, at + size)))
    at += size
  }
  // Begun in one turn of the event loop, they share a commit, which on SQLite costs more than the rows.
  await Promise.all(written)
}

/**
 * One row for the legs of an attempt that are stored together. The last leg decides, as it does in the
 * `ON CONFLICT` below for legs that are stored later.
 */
function rowOf(legs: readonly StoredLeg[]): TraceRow {
  const [first, last] = [legs[0], legs.at(-1)]
  if (!first || !last) throw new Error('An attempt has one leg at least.')
  const latest = <K extends keyof StoredLeg>(key: K) =>
    legs.findLast((leg) => leg[key] !== undefined)?.[key] ?? null
  const person = legs.find(({ caller }) => caller === 'browser')
  return {
    id: newId('trace', first.startedAt),
    organization_id: first.organizationId,
    code: first.code,
    outcome: last.outcome,
    connection_id: latest('connectionId'),
    application_id: latest('applicationId'),
    user_id: latest('userId'),
    address: person?.address ?? '',
    browser: person?.browser ?? '',
    started_at: first.startedAt,
    ended_at: last.endedAt,
    leg_count: legs.length,
    legs: legs
      .slice(0, MOST_LEGS)
      .map(({ json }) => json)
      .join(','),
    asserted_sealed: latest('assertedSealed'),
  }
}

/** Only a few sizes of statement, so that each is compiled once. */
const SIZES = [64, 32, 16, 8, 4, 2, 1]
const statements = new Map(SIZES.map((size) => [size, upsertOf(size)]))

async function addRows(db: Db, rows: readonly TraceRow[]): Promise<void> {
  const values: Value[] = []
  for (const row of rows) for (const column of COLUMNS) values.push(row[column])
  await statements.get(rows.length)?.(db, values)
}

type Value = TraceRow[keyof TraceRow]

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

function upsertOf(size: number): (db: Db, values: readonly Value[]) => Promise<unknown> {
  return compileOnce((db, values: readonly Value[]) => {
    const rows = Array.from({ length: size }, (_, index) => {
      const first = index * COLUMNS.length
      const row = COLUMNS.map((column, place) => [column, values[first + place]] as const)
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
