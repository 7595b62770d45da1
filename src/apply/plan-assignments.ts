import type { DeclaredApplication } from '../config/declared-application.ts'
import type { KeyPath } from '../config/problem.ts'
import type { Application } from '../core/applications/application.ts'
import { type Assignment, listAssignments } from '../core/applications/assignment-store.ts'
import { findUser } from '../core/users/user-store.ts'
import type { Db } from '../storage/database.ts'
import { differences, type FieldChange } from './change.ts'
import { unknownGroup } from './plan-users.ts'
import type { Directory, Planning } from './planning.ts'

type PlannedAssignments = Readonly<{
  assignments: readonly Assignment[]
  fields: readonly FieldChange[]
}>

/** An assignment, and the name of whoever it is for. */
type Named = Readonly<{ assignment: Assignment; name: string }>

/** Who may sign in; undefined if the file does not say. */
export async function planAssignments(
  planning: Planning,
  directory: Omit<Directory, 'findApplication'>,
  { application, isNew }: { application: Application; isNew: boolean },
  { assignments: given }: DeclaredApplication,
  path: KeyPath,
): Promise<PlannedAssignments | undefined> {
  if (!given) return undefined
  const { db } = planning
  const after = await resolveAssignments(planning, directory, given, path)
  const present = isNew ? [] : await listAssignments(db, application.id)
  const before = await Promise.all(present.map((one) => withName(db, directory, one)))
  return {
    assignments: after.map(({ assignment }) => assignment),
    fields: differences({ assignments: namesOf(before) }, { assignments: namesOf(after) }),
  }
}

async function resolveAssignments(
  { fault }: Planning,
  { findGroup, findUser }: Omit<Directory, 'findApplication'>,
  given: NonNullable<DeclaredApplication['assignments']>,
  path: KeyPath,
): Promise<Named[]> {
  const named: Named[] = given.everyone ? [EVERYONE] : []
  for (const [i, name] of (given.groups ?? []).entries()) {
    const group = findGroup(name)
    if (group) named.push(forGroup(group))
    else fault([...path, 'assignments', 'groups', i], unknownGroup(name))
  }
  for (const [i, login] of (given.users ?? []).entries()) {
    const user = await findUser(login)
    const message = `There is nobody with the login "${login}": declare them under users, or correct it.`
    if (user) named.push(forUser(user))
    else fault([...path, 'assignments', 'users', i], message)
  }
  return named
}

const EVERYONE: Named = { assignment: { kind: 'everyone' }, name: 'everyone' }

function forGroup({ id, name }: NonNullable<ReturnType<Directory['findGroup']>>): Named {
  return { assignment: { kind: 'group', groupId: id }, name: `group ${name}` }
}

function forUser({ id, login }: NonNullable<Awaited<ReturnType<Directory['findUser']>>>): Named {
  return { assignment: { kind: 'user', userId: id }, name: `user ${login}` }
}

async function withName(
  db: Db,
  { findGroupById }: Omit<Directory, 'findApplication'>,
  assignment: Assignment,
): Promise<Named> {
  if (assignment.kind === 'everyone') return EVERYONE
  if (assignment.kind === 'group') {
    const group = findGroupById(assignment.groupId)
    return group ? forGroup(group) : { assignment, name: `group ${assignment.groupId}` }
  }
  const user = await findUser(db, assignment.userId)
  return user ? forUser(user) : { assignment, name: `user ${assignment.userId}` }
}

/** The order of assignments means nothing. */
function namesOf(named: readonly Named[]): string[] {
  return [...new Set(named.map(({ name }) => name))].sort()
}
