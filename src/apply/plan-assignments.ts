import type { DeclaredApplication } from '../config/declared-application.ts'
import type { KeyPath } from '../config/problem.ts'
import type { Application } from '../core/applications/application.ts'
import { type Assignment, listAssignments } from '../core/applications/assignment-store.ts'
import { unknownGroup } from './plan-users.ts'
import type { Directory, Planning } from './planning.ts'

type Assignments = Readonly<{ before: readonly Assignment[]; after: readonly Assignment[] }>

/** Who may sign in, before and after; undefined where the file says nothing of it. */
export async function planAssignments(
  { db, fault }: Planning,
  directory: Directory,
  { application, isNew }: { application: Application; isNew: boolean },
  { assignments: given }: DeclaredApplication,
  path: KeyPath,
): Promise<Assignments | undefined> {
  if (!given) return undefined
  const after: Assignment[] = given.everyone ? [{ kind: 'everyone' }] : []
  for (const [i, name] of (given.groups ?? []).entries()) {
    const group = directory.findGroup(name)
    if (group) after.push({ kind: 'group', groupId: group.id })
    else fault([...path, 'assignments', 'groups', i], unknownGroup(name))
  }
  for (const [i, login] of (given.users ?? []).entries()) {
    const user = await directory.findUser(login)
    const message = `There is nobody with the login "${login}": declare them under users, or correct it.`
    if (user) after.push({ kind: 'user', userId: user.id })
    else fault([...path, 'assignments', 'users', i], message)
  }
  return { before: isNew ? [] : await listAssignments(db, application.id), after }
}

/** Comparable text for what a change shows: the order of assignments means nothing. */
export function summary(assignments: readonly Assignment[]): string[] {
  return assignments
    .map((one) => {
      if (one.kind === 'group') return `group ${one.groupId}`
      return one.kind === 'user' ? `user ${one.userId}` : 'everyone'
    })
    .sort()
}
