import {
  IMPORT_OUTCOMES,
  type ImportedRow,
  type ImportOutcome,
  importPeople,
} from '../core/people-import/import-people.ts'
import { importReport } from '../core/people-import/import-report.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import { deciderOf } from './caller.ts'
import * as contract from './contract/people-import.ts'

export function mountPeopleImport(api: AdminApi, deps: AdminDeps): void {
  api.openapi(contract.importPeople, async (c) => {
    const { columns = {}, newStatus = 'active', invite = false, ...given } = c.req.valid('json')
    const terms = {
      organization: c.env.visit.organization,
      by: deciderOf(c),
      mayJoinGroups: c.var.caller.permissions.includes('groups.write'),
      newStatus,
    }
    const rows = await importPeople(deps, { ...given, columns, invite, terms })
    const answer = {
      dryRun: given.dryRun,
      counts: countOutcomes(rows),
      rows: rows.map(viewRow),
      report: importReport(rows),
    }
    return c.json(answer, 200)
  })
}

function viewRow({ changes, problems, invitation, ...told }: ImportedRow) {
  return { ...told, changes: [...changes], problems: [...problems], invitation: invitation ?? null }
}

function countOutcomes(rows: readonly ImportedRow[]): Record<ImportOutcome, number> {
  const counts = IMPORT_OUTCOMES.map((outcome) => [
    outcome,
    rows.filter((row) => row.outcome === outcome).length,
  ])
  // The keys are the outcomes that were just counted.
  return Object.fromEntries(counts) as Record<ImportOutcome, number>
}
