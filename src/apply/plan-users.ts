import { Failure } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import type { DeclaredUser } from '../config/declared-user.ts'
import type { Group } from '../core/groups/group.ts'
import { addMember, listManualGroups, removeMember } from '../core/groups/membership-store.ts'
import { withRoles } from '../core/mapping/give-role.ts'
import { listGivenRoles } from '../core/mapping/mapping-store.ts'
import { changePassword } from '../core/users/change-password.ts'
import { checkNewPassword, hashNewPassword } from '../core/users/new-password.ts'
import { verifyPassword } from '../core/users/password.ts'
import { recordRole } from '../core/users/record-role.ts'
import { changeUserStatus } from '../core/users/set-user-status.ts'
import { manualRoleOf, parseEmail, type User } from '../core/users/user.ts'
import { findUserByLogin, insertUser, updateUser } from '../core/users/user-store.ts'
import { claimVersion, nextVersion } from '../core/versions/claim-version-store.ts'
import type { Db } from '../storage/database.ts'
import {
  differences,
  kindOf,
  merged,
  type PlannedChange,
  secretChange,
  type Write,
} from './change.ts'
import { type Directory, type Planning, recordChange } from './planning.ts'

type PlannedUser = Readonly<{ user: User; planned: PlannedChange }>

const BY_FILE = { kind: 'system' } as const

export async function planUser(
  planning: Planning,
  { findGroup }: Pick<Directory, 'findGroup'>,
  given: DeclaredUser,
  index: number,
): Promise<PlannedUser> {
  const { db, organization, isNew, path, fault } = planning
  const present = isNew ? undefined : await findUserByLogin(db, organization.id, given.login)
  const rolesGiven = present?.manualRole ? await listGivenRoles(db, present.id) : []
  const mergedUser = mergeUser(planning, present, given)
  const manual = given.role ?? (present && manualRoleOf(present)) ?? 'member'
  const user = withRoles({ user: mergedUser, manual, given: rolesGiven })
  const groups = given.groups?.flatMap((name, i) => {
    const group = findGroup(name)
    if (!group) fault([...path, 'users', index, 'groups', i], unknownGroup(name))
    return group ?? []
  })
  const left = present && groups ? await listManualGroups(db, present.id) : []
  const isNewPassword = await changesPassword(present, given)
  const fields = present ? differencesOf(present, user, left, groups, isNewPassword) : []
  const kind = kindOf(present, fields)
  if (isNewPassword && given.password !== undefined) {
    const refused = await whyRefused(given.password, user)
    if (refused) fault([...path, 'users', index, 'password'], refused)
  }

  async function prepare(): Promise<Write> {
    if (kind === 'none') return async () => {}
    const hash =
      given.passwordHash ??
      (isNewPassword && given.password && (await hashNewPassword(given.password, user)))
    const passwordHash = isNewPassword && hash ? hash : undefined
    return async (tx) => {
      if (present) await writeUser(tx, planning, { present, user, passwordHash })
      else await createUser(tx, planning, { ...user, passwordHash })
      if (groups) await writeMemberships(tx, planning, user, { from: left, to: groups })
    }
  }

  const at = `${organization.slug}/users/${user.login}`
  return { user, planned: { change: { kind, what: 'user', path: at, fields }, prepare } }
}

async function whyRefused(password: string, user: User): Promise<string | undefined> {
  try {
    await checkNewPassword(password, user)
    return undefined
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
}

export function unknownGroup(name: string): string {
  return `There is no group "${name}": declare it under groups, or correct its name.`
}

function mergeUser(
  { organization, at }: Planning,
  present: User | undefined,
  given: DeclaredUser,
): User {
  const email = given.email ?? present?.email ?? parseEmail(given.login)
  // Another address is another question: what was proved of the old one says nothing of it.
  const wasVerified = present?.emailVerified === true && email === present.email
  return {
    id: present?.id ?? newId('user', at),
    organizationId: organization.id,
    login: given.login,
    email,
    emailVerified: given.emailVerified ?? wasVerified,
    profile: merged(present?.profile ?? {}, given.profile),
    status: given.status ?? present?.status ?? 'active',
    role: 'member',
    passwordHash: present?.passwordHash,
    createdAt: present?.createdAt ?? at,
    updatedAt: present ? nextVersion(present, at) : at,
  }
}

async function changesPassword(present: User | undefined, given: DeclaredUser): Promise<boolean> {
  if (given.passwordHash !== undefined) return given.passwordHash !== present?.passwordHash
  if (given.password === undefined) return false
  return !(present?.passwordHash && (await verifyPassword(present.passwordHash, given.password)))
}

function differencesOf(
  present: User,
  user: User,
  left: readonly Group[],
  groups: readonly Group[] | undefined,
  isNewPassword: boolean,
) {
  const { login, email, emailVerified, profile, status } = user
  const role = manualRoleOf(user)
  const names = (of: readonly Group[]) => of.map(({ name }) => name).sort()
  return [
    ...differences(
      { ...present, role: manualRoleOf(present) },
      { login, email, emailVerified, profile, status, role },
    ),
    ...secretChange('password', isNewPassword),
    ...(groups ? differences({ groups: names(left) }, { groups: names(groups) }) : []),
  ]
}

async function createUser(tx: Db, planning: Planning, user: User): Promise<void> {
  await insertUser(tx, user)
  await recordChange(tx, planning, 'user.lifecycle.create', { kind: 'user', id: user.id })
  await recordRole(tx, { user, before: 'member', actor: BY_FILE }, planning.at)
}

type Changed = { present: User; user: User; passwordHash: string | undefined }

async function writeUser(tx: Db, planning: Planning, change: Changed): Promise<void> {
  const { present, passwordHash } = change
  let { user } = change
  const at = user.updatedAt
  await claimVersion(tx, 'user', present, at)
  const { email, emailVerified, login, profile, role, manualRole } = user
  const fields = differences(present, { email, emailVerified, login, profile })
  if (fields.length > 0 || role !== present.role || manualRole !== present.manualRole) {
    const target = { kind: 'user', id: user.id }
    await updateUser(tx, user)
    if (fields.length > 0) {
      await recordChange(tx, planning, 'user.account.update_profile', target, fields)
    }
    await recordRole(tx, { user, before: present.role, actor: BY_FILE }, at)
  }
  if (passwordHash) user = await changePassword(tx, { user, passwordHash, actor: BY_FILE }, at)
  // Last, as it is what decides whether anything of the person's may live on.
  if (user.status !== present.status) {
    await changeUserStatus(tx, { user, status: user.status, actor: BY_FILE }, at)
  }
}

async function writeMemberships(
  tx: Db,
  planning: Planning,
  user: User,
  { from, to }: { from: readonly Group[]; to: readonly Group[] },
): Promise<void> {
  for (const group of to.filter(({ id }) => !from.some((old) => old.id === id))) {
    await addMember(tx, group.id, user.id)
    const target = { kind: 'group', id: group.id }
    await recordChange(tx, planning, 'group.user_membership.add', target)
  }
  for (const group of from.filter(({ id }) => !to.some((next) => next.id === id))) {
    await removeMember(tx, group.id, user.id)
    const target = { kind: 'group', id: group.id }
    await recordChange(tx, planning, 'group.user_membership.remove', target)
  }
}
