import type { ApplicationId, GroupId, UserId } from '../../base/ids.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'

/** Who may sign in to an application. */
export type Assignment =
  | Readonly<{ kind: 'everyone' }>
  | Readonly<{ kind: 'group'; groupId: GroupId }>
  | Readonly<{ kind: 'user'; userId: UserId }>

export async function listAssignments(db: Db, applicationId: ApplicationId): Promise<Assignment[]> {
  const rows = await db
    .selectFrom('application_assignment')
    .selectAll()
    .where('application_id', '=', applicationId)
    .execute()
  return rows.map(({ kind, target_id }) => {
    if (kind === 'group') return { kind, groupId: target_id as GroupId }
    if (kind === 'user') return { kind, userId: target_id as UserId }
    return { kind: 'everyone' }
  })
}

/** Replaces all assignments of the application. Call it in a transaction. */
export async function replaceAssignments(
  db: Db,
  applicationId: ApplicationId,
  assignments: readonly Assignment[],
): Promise<void> {
  await db
    .deleteFrom('application_assignment')
    .where('application_id', '=', applicationId)
    .execute()
  if (assignments.length === 0) return
  await db
    .insertInto('application_assignment')
    .values(
      assignments.map((assignment) => ({
        application_id: applicationId,
        kind: assignment.kind,
        target_id: targetOf(assignment),
      })),
    )
    .execute()
}

function targetOf(assignment: Assignment): string {
  switch (assignment.kind) {
    case 'everyone':
      return ''
    case 'group':
      return assignment.groupId
    case 'user':
      return assignment.userId
  }
}

/** One query, made at every sign-in: is everyone assigned, the person, or one of their groups? */
export async function isAssigned(
  db: Db,
  applicationId: ApplicationId,
  userId: string,
): Promise<boolean> {
  const rows = await selectAssignment(db, { applicationId, userId })
  return rows.length > 0
}

const selectAssignment = compileOnce(
  (db, { applicationId, userId }: { applicationId: ApplicationId; userId: string }) =>
    db
      .selectFrom('application_assignment')
      .select('kind')
      .where('application_id', '=', applicationId)
      .where((e) =>
        e.or([
          e('kind', '=', 'everyone'),
          e.and([e('kind', '=', 'user'), e('target_id', '=', userId)]),
          e.and([
            e('kind', '=', 'group'),
            // Looked up by its key for each group of the application; a list of the person's groups
            // would be made first, for applications that everybody may open as well.
            e.exists((members) =>
              members
                .selectFrom('membership')
                .select('group_id')
                .where('user_id', '=', userId)
                .whereRef('group_id', '=', 'application_assignment.target_id'),
            ),
          ]),
        ]),
      )
      .limit(1),
)
