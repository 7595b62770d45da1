import { Failure } from '../base/errors.ts'
import type { DeclaredOrganization } from '../config/declared-organization.ts'
import type { ConfigSource } from '../config/problem.ts'
import { oneAtATime } from '../storage/one-at-a-time.ts'
import { isUniqueViolation } from '../storage/unique-violation.ts'
import type { Change, PlannedChange } from './change.ts'
import { inChunks } from './in-chunks.ts'
import { type ApplyDeps, makePlan } from './plan-changes.ts'

/** Any number, the same in every version. */
const LOCK = 7_236_801_456
const MOST_TRIES = 5

/**
 * Brings the database to what is declared, and leaves everything else as it is. Each organization is
 * written in one transaction, after everything slow is done: keys, hashes, seals. If the console
 * or a sign-in changed something meanwhile, that is not undone: everything is compared anew.
 */
export async function applyChanges(
  deps: ApplyDeps,
  declared: readonly DeclaredOrganization[],
  source?: ConfigSource,
): Promise<Change[]> {
  return oneAtATime(deps.db, LOCK, async () => {
    const done: Change[] = []
    for (let next = 0, tries = 1; next < declared.length; ) {
      const plan = await makePlan(deps, declared, source)
      try {
        for (const changes of plan.slice(next)) {
          await write(deps, changes)
          done.push(...changes.map(({ change }) => change))
          next += 1
        }
      } catch (error) {
        if (!isChangedMeanwhile(error) || tries === MOST_TRIES) throw error
        tries += 1
      }
    }
    return done
  })
}

async function write({ db }: ApplyDeps, changes: readonly PlannedChange[]): Promise<void> {
  const writes = await inChunks(changes, async ({ prepare }) => prepare())
  await db.transaction().execute(async (tx) => {
    for (const one of writes) await one(tx)
  })
}

function isChangedMeanwhile(error: unknown): boolean {
  if (error instanceof Failure) return error.code === 'changed_meanwhile'
  // Somebody has made what the plan was to make.
  return isUniqueViolation(error)
}
