import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId, type OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { deleteArtifactsOfUser } from '../artifacts/artifact-store.ts'
import { changedFields } from '../audit/changed-fields.ts'
import { recordEvent } from '../audit/event-store.ts'
import { withRoles } from '../mapping/give-role.ts'
import { listGivenRoles } from '../mapping/mapping-store.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { atField } from './at-field.ts'
import { hashNewPassword } from './new-password.ts'
import { recordRole } from './record-role.ts'
import { type Decider, requireAuthority, requireOwnerLeft } from './require-authority.ts'
import { emailKey, loginKey, manualRoleOf, parseEmail, parseLogin, type User } from './user.ts'
import { insertUser, updateUser } from './user-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>

type Wanted = Readonly<{
  organizationId: OrganizationId
  login: string
  email?: string | undefined
  password?: string | undefined
  by: Decider
}> &
  Pick<User, 'emailVerified' | 'profile' | 'role' | 'status'>

/** Adds a person, as an administrator decides. */
export async function addUser({ db, now }: Deps, wanted: Wanted): Promise<User> {
  const { organizationId, emailVerified, profile, role, status, password, by } = wanted
  requireAuthority({ by, over: { role } })
  const login = atField('login', () => parseLogin(wanted.login))
  const email = atField('email', () => parseEmail(wanted.email ?? login))
  const passwordHash =
    password === undefined
      ? undefined
      : await atField('password', () => hashNewPassword(password, { login, email }))
  const at = now()
  const user: User = {
    id: newId('user', at),
    organizationId,
    login,
    email,
    emailVerified,
    profile,
    status,
    role,
    passwordHash,
    createdAt: at,
    updatedAt: at,
  }
  await takingLogin(login, () =>
    db.transaction().execute(async (tx) => {
      await insertUser(tx, user)
      const type = 'user.lifecycle.create'
      const detail = { login, role, status }
      await recordEvent(tx, { ...about(user, by), type, detail }, at)
      await recordRole(tx, { user, before: 'member', actor: about(user, by).actor }, at)
    }),
  )
  return user
}

type Change = Readonly<
  Partial<{ [K in 'login' | 'email' | 'emailVerified' | 'profile' | 'role']: User[K] | undefined }>
>

/**
 * Changes what is given. A changed role or login ends the person's sessions and tokens, which were
 * issued to who they were before; but not if they change themselves, and not for a changed address.
 */
export async function editUser(
  { db, now }: Deps,
  { existing, change, by }: { existing: User; change: Change; by: Decider },
): Promise<User> {
  const { role = manualRoleOf(existing), profile = existing.profile } = change
  requireAuthority({ by, over: existing, becoming: role })
  const { login: newLogin, email: newEmail } = change
  const login =
    newLogin === undefined ? existing.login : atField('login', () => parseLogin(newLogin))
  const email =
    newEmail === undefined ? existing.email : atField('email', () => parseEmail(newEmail))
  const isSameEmail = emailKey(email) === emailKey(existing.email)
  // Proof of one address is no proof of another.
  const emailVerified = change.emailVerified ?? (isSameEmail && existing.emailVerified)
  const updatedAt = nextVersion(existing, now())
  // Roles that connections give are separate from the one given here, and stay.
  const given = existing.manualRole ? await listGivenRoles(db, existing.id) : []
  const roles = withRoles({ user: existing, manual: role, given })
  const user: User = { ...roles, login, email, emailVerified, profile, updatedAt }
  const isSomebodyElse = user.role !== existing.role || loginKey(login) !== loginKey(existing.login)
  await takingLogin(login, () =>
    db.transaction().execute(async (tx) => {
      await claimVersion(tx, 'user', existing, updatedAt)
      await requireOwnerLeft(tx, existing, user)
      await updateUser(tx, user)
      if (isSomebodyElse && user.id !== by.id) {
        await endSessionsOfUser(tx, user.id, now())
        await deleteArtifactsOfUser(tx, user.id)
      }
      await recordEdit(tx, { existing, user, by }, now())
    }),
  )
  return user
}

/** Records what an administrator changed about a person, except their status. */
export async function recordEdit(
  tx: Db,
  { existing, user, by }: { existing: User; user: User; by: Decider },
  at: number,
): Promise<void> {
  const type = 'user.account.update_profile'
  const detail = changedFields({ ...existing, role: user.role }, user)
  const isRoleAlone = user.role !== existing.role && Object.keys(detail).length === 0
  if (!isRoleAlone) await recordEvent(tx, { ...about(user, by), type, detail }, at)
  await recordRole(tx, { user, before: existing.role, actor: about(user, by).actor }, at)
}

function about({ id, organizationId }: User, by: Decider) {
  return {
    organizationId,
    actor: { kind: 'user', id: by.id } as const,
    target: { kind: 'user', id },
  }
}

async function takingLogin(login: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = `There is already somebody with the login ${login}.`
    throw new Failure('already_exists', message, { fields: [{ path: 'login', message }] })
  }
}
