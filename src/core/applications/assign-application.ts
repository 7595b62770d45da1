import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { changedMeanwhile, holdVersion } from '../versions/claim-version-store.ts'
import type { Application } from './application.ts'
import { type Assignment, listAssignments, replaceAssignments } from './assignment-store.ts'
import { requireAssignable } from './require-assignable.ts'

/** Who may sign in, sorted, so that two versions can be compared. */
export type Assignments = Readonly<{
  everyone: boolean
  groups: readonly string[]
  users: readonly string[]
}>

export function summarise(assignments: readonly Assignment[]): Assignments {
  return {
    everyone: assignments.some(({ kind }) => kind === 'everyone'),
    groups: assignments.flatMap((one) => (one.kind === 'group' ? [one.groupId] : [])).toSorted(),
    users: assignments.flatMap((one) => (one.kind === 'user' ? [one.userId] : [])).toSorted(),
  }
}

/** Replaces who may sign in, unless that has changed since it was read. */
export async function assignApplication(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  change: Readonly<{
    application: Application
    read: Assignments
    assignments: readonly Assignment[]
    actor: Event['actor']
  }>,
): Promise<Assignments> {
  const { application, read, assignments, actor } = change
  const { id, organizationId, label } = application
  return db.transaction().execute(async (tx) => {
    await holdVersion(tx, 'application', application)
    const before = summarise(await listAssignments(tx, id))
    if (JSON.stringify(before) !== JSON.stringify(read)) throw changedMeanwhile()
    await requireAssignable(tx, organizationId, assignments)
    await replaceAssignments(tx, id, assignments)
    const after = summarise(assignments)
    const type = 'application.user_membership.update'
    const target = { kind: 'application', id }
    const detail = { label, ...changedFields(before, after) }
    await recordEvent(tx, { organizationId, type, actor, target, detail }, now())
    return after
  })
}
