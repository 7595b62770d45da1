import type { DeclaredOrganization } from '../config/declared-organization.ts'
import type { Change } from './change.ts'
import { inChunks } from './in-chunks.ts'
import { type ApplyDeps, makePlan } from './plan-changes.ts'

/**
 * Brings the database to what is declared, and leaves everything else as it is. Each organization is
 * written in one transaction, after everything slow is done: keys, hashes, seals.
 */
export async function applyChanges(
  deps: ApplyDeps,
  declared: readonly DeclaredOrganization[],
): Promise<Change[]> {
  const plan = await makePlan(deps, declared)
  for (const changes of plan) {
    const writes = await inChunks(changes, async ({ prepare }) => prepare())
    await deps.db.transaction().execute(async (tx) => {
      for (const write of writes) await write(tx)
    })
  }
  return plan.flat().map(({ change }) => change)
}
