import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import { type Group, groupKey } from '../groups/group.ts'
import type { Organization } from '../organizations/organization.ts'
import { type Decider, requireAuthority } from '../users/require-authority.ts'
import { emailKey, loginKey, parseEmail, type User, type UserStatus } from '../users/user.ts'
import { nextVersion } from '../versions/claim-version-store.ts'
import type { ImportRow } from './import-row.ts'
import type { Present } from './present-people-store.ts'

export type ImportTerms = Readonly<{
  organization: Organization
  by: Decider
  /** Whether who imports may put people into groups. */
  mayJoinGroups: boolean
  /** Of people who are new and whose line says nothing of it. */
  newStatus: Extract<UserStatus, 'active' | 'staged'>
}>

export type FieldChange = Readonly<{ field: string; before: string; after: string }>

export type PlannedRow = Readonly<{ row: ImportRow }> &
  (
    | Readonly<{ outcome: 'create'; user: User; joins: readonly Group[]; changes: FieldChange[] }>
    | Readonly<{
        outcome: 'change'
        before: User
        user: User
        joins: readonly Group[]
        changes: FieldChange[]
      }>
    | Readonly<{ outcome: 'unchanged' }>
    | Readonly<{ outcome: 'refused'; problems: readonly string[] }>
  )

/** What a line will do to what is there: the preview shows it, and the import does it. */
export function planRow(
  terms: ImportTerms,
  present: Present,
  row: ImportRow,
  at: number,
): PlannedRow {
  if (row.problems.length > 0) return { row, outcome: 'refused', problems: row.problems }
  try {
    const before = present.byLogin.get(loginKey(row.login))
    const user = before ? changedUser(before, row, at) : newUser(terms, row, at)
    requireAuthority({ by: terms.by, over: before ?? user, becoming: user.role })
    refuseNamesake(present, user)
    const joins = groupsToJoin(terms, present, row, before)
    const changes = changesOf(before, user, joins)
    if (!before) return { row, outcome: 'create', user, joins, changes }
    refuseRisky(terms, before, user)
    refuseSharedRole(before, row)
    if (changes.length === 0) return { row, outcome: 'unchanged' }
    return { row, outcome: 'change', before, user, joins, changes }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { row, outcome: 'refused', problems: [error.message] }
  }
}

function newUser(terms: ImportTerms, row: ImportRow, at: number): User {
  const { login, email = parseEmail(login), profile, role = 'member' } = row
  const { status = terms.newStatus } = row
  if (status !== 'active' && status !== 'staged') {
    throw refused(`Nobody who is new is ${status}: they are active or staged.`)
  }
  return {
    id: newId('user', at),
    organizationId: terms.organization.id,
    login,
    email,
    emailVerified: false,
    profile,
    status,
    role,
    passwordHash: undefined,
    createdAt: at,
    updatedAt: at,
  }
}

function changedUser(before: User, row: ImportRow, at: number): User {
  const isNewEmail = row.email !== undefined && emailKey(row.email) !== emailKey(before.email)
  return {
    ...before,
    // What was proved of one address is not proved of another.
    ...(isNewEmail && row.email !== undefined && { email: row.email, emailVerified: false }),
    profile: { ...before.profile, ...row.profile },
    role: before.manualRole === undefined ? (row.role ?? before.role) : before.role,
    status: row.status ?? before.status,
    updatedAt: nextVersion(before, at),
  }
}

/** Two people with one address could not be told apart by a connection. */
function refuseNamesake({ byEmail }: Present, user: User): void {
  const other = byEmail.get(emailKey(user.email))
  if (!other || other.id === user.id || user.email === '') return
  if (loginKey(other.login) === loginKey(user.login)) return
  throw refused(`${other.login} has this e-mail address already.`)
}

/** What deserves a look of its own is not done among thousands of lines. */
function refuseRisky({ by }: ImportTerms, before: User, user: User): void {
  const isSame = before.role === user.role && before.status === user.status
  if (isSame) return
  if (before.id === by.id) throw refused('You cannot change your own role or status by a file.')
  if (before.role === 'owner' || user.role === 'owner') {
    throw refused('Role and status of an owner are changed on their page, not by a file.')
  }
  if (user.status === 'staged' && before.status !== 'staged') {
    throw refused(`Somebody who is ${before.status} cannot be staged again.`)
  }
}

/** What stands beside a connection's role is seen on the person's page only. */
function refuseSharedRole({ manualRole }: User, { role }: ImportRow): void {
  if (manualRole === undefined || role === undefined || role === manualRole) return
  throw refused('A connection gives this person a role too: change theirs on their page.')
}

function groupsToJoin(
  { mayJoinGroups }: ImportTerms,
  { groups, memberships }: Present,
  row: ImportRow,
  before: User | undefined,
): Group[] {
  const joins = row.groups.flatMap((name) => {
    const group = groups.get(groupKey(name))
    if (!group) throw refused(`There is no group "${name}": add it first, or correct its name.`)
    return before && memberships.has(`${before.id} ${group.id}`) ? [] : [group]
  })
  if (joins.length === 0 || mayJoinGroups) return joins
  throw refused('You may not put people into groups: that needs the permission groups.write.')
}

function changesOf(before: User | undefined, after: User, joins: readonly Group[]): FieldChange[] {
  const [was, is] = [told(before), told(after)]
  const fields = Object.keys(is).filter((field) => was[field] !== is[field])
  const changes = fields.map((field) => ({
    field,
    before: was[field] ?? '',
    after: is[field] ?? '',
  }))
  if (joins.length === 0) return changes
  const names = joins.map(({ name }) => name).join('; ')
  return [...changes, { field: 'groups', before: '', after: names }]
}

function told(user: User | undefined): Readonly<Record<string, string | undefined>> {
  if (!user) return {}
  const { email, role, status } = user
  const { givenName, familyName, name } = user.profile
  return { email, givenName, familyName, name, role, status }
}

function refused(message: string): Failure {
  return new Failure('invalid_input', message)
}
