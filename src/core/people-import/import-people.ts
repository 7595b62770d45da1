import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { type ColumnChoice, readColumns } from './import-columns.ts'
import { type ImportRow, readRows } from './import-row.ts'
import { type FieldChange, type ImportTerms, type PlannedRow, planRow } from './plan-row.ts'
import { readPresent } from './present-people-store.ts'
import { readCsv } from './read-csv.ts'
import { writeRows } from './write-rows.ts'

/** A transaction's worth: some milliseconds, after which whoever waits has their turn. */
const ROWS_AT_ONCE = 100
const MOST_TRIES = 3

export const IMPORT_OUTCOMES = ['create', 'change', 'unchanged', 'refused'] as const
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number]

export type ImportedRow = Readonly<{
  line: number
  login: string
  outcome: ImportOutcome
  changes: readonly FieldChange[]
  problems: readonly string[]
  /** The link for somebody new who was to be invited. Told this once. */
  invitation: string | undefined
}>

type Deps = Readonly<{ db: Db; now: Clock }>

type Wanted = Readonly<{
  csv: string
  columns: Readonly<Record<string, ColumnChoice>>
  /** A preview: everything is looked at, and nothing written. */
  dryRun: boolean
  /** Makes an invitation for everybody who is new and staged. */
  invite: boolean
  terms: ImportTerms
}>

/**
 * Makes people what the lines of a file say. Preview and import plan each line in the same way; the
 * import does so again in the transaction that writes, so that it never does what would no longer
 * be allowed. Whoever is so already stays untouched: a second run changes nothing.
 */
export async function importPeople(deps: Deps, wanted: Wanted): Promise<ImportedRow[]> {
  const { csv, columns, invite, terms } = wanted
  if (invite && !terms.organization.settings.passwordSignIn) {
    throw new Failure(
      'conflict',
      'Nobody signs in with a password in this organization, so nobody can be invited to set one.',
    )
  }
  const { header, rows } = await readCsv(csv)
  const wantedRows = readRows(rows, readColumns(header, columns))
  const done: ImportedRow[] = []
  for (let from = 0; from < wantedRows.length; from += ROWS_AT_ONCE) {
    const some = wantedRows.slice(from, from + ROWS_AT_ONCE)
    done.push(
      ...(wanted.dryRun ? await preview(deps, terms, some) : await write(deps, wanted, some)),
    )
    await setImmediate()
  }
  return done
}

async function preview({ db, now }: Deps, terms: ImportTerms, rows: readonly ImportRow[]) {
  const planned = await plan(db, terms, rows, now())
  return planned.map((one) => described(one, undefined))
}

async function plan(
  db: Db,
  terms: ImportTerms,
  rows: readonly ImportRow[],
  at: number,
): Promise<PlannedRow[]> {
  const present = await readPresent(db, terms.organization.id, rows)
  return rows.map((row) => planRow(terms, present, row, at))
}

async function write(
  { db, now }: Deps,
  { terms, invite }: Wanted,
  rows: readonly ImportRow[],
): Promise<ImportedRow[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(async (tx) => {
        const at = now()
        const planned = await plan(tx, terms, rows, at)
        const invitations = await writeRows(tx, { terms, invite, planned }, at)
        return planned.map((one) => described(one, invitations.get(one.row.line)))
      })
    } catch (error) {
      if (!isLostRace(error)) throw error
      if (tries >= MOST_TRIES) return rows.map(outrun)
    }
  }
}

function isLostRace(error: unknown): boolean {
  return (
    isUniqueViolation(error) || (error instanceof Failure && error.code === 'changed_meanwhile')
  )
}

function outrun(row: ImportRow): ImportedRow {
  const problems = ['Others changed people at the same time: import the file again.']
  return described({ row, outcome: 'refused', problems }, undefined)
}

function described(planned: PlannedRow, invitation: string | undefined): ImportedRow {
  const { row, outcome } = planned
  return {
    line: row.line,
    login: row.login,
    outcome,
    changes: 'changes' in planned ? planned.changes : [],
    problems: 'problems' in planned ? planned.problems : [],
    invitation,
  }
}
