import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfUser } from '../artifacts/artifact-store.ts'
import { changedFields } from '../audit/changed-fields.ts'
import { recordEvent } from '../audit/event-store.ts'
import { isTrustedForEmail } from '../connections/connection.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import { findNamesakes } from '../users/find-namesakes.ts'
import { requireOwnerLeft } from '../users/require-authority.ts'
import { changeUserStatus } from '../users/set-user-status.ts'
import { emailKey, loginKey, type User, type UserStatus } from '../users/user.ts'
import { updateUser } from '../users/user-store.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { actorOf, type Provisioner } from './find-provisioner.ts'
import type { ProvisionedPerson, ToldPerson } from './provisioned-person.ts'

type Written = Readonly<{ provisioner: Provisioner; person: ProvisionedPerson; told: ToldPerson }>

/**
 * Brings somebody who is here to what the provider says of them, and says who they are then. The row
 * that ties them to the connection is the caller's to write. Call it in a transaction.
 */
export async function writePerson(
  tx: Db,
  written: Written,
  now: number,
): Promise<ProvisionedPerson> {
  const { provisioner, person } = written
  const { user } = person
  const told = whatCounts(written)
  const changed = { login: told.login, profile: told.profile, ...emailOf({ ...written, told }) }
  const edited = { ...user, ...changed }
  const status = statusOf(person, told)
  const isEdited = !isDeepStrictEqual(edited, user)
  const isSaidAnew =
    told.externalId !== person.externalId ||
    !isDeepStrictEqual({ ...told.attributes }, { ...person.attributes })
  const { externalId, attributes } = told
  if (!isEdited && !isSaidAnew && status === user.status) return { ...person, deletedAt: undefined }
  requireMember(user, { isEdited: isEdited || isSaidAnew, status })
  const updatedAt = nextVersion(user, now)
  await claimVersion(tx, 'user', user, updatedAt)
  await requireNobodyElse(tx, user, edited)
  const saved = await save(tx, { provisioner, user, edited: { ...edited, updatedAt }, status })
  const isTakenOut = status === 'deactivated' && user.status !== 'deactivated'
  return {
    ...{ user: saved, externalId, attributes, deletedAt: undefined },
    // Somebody suspended was shut out by an administrator: not the connection's to let in again.
    endedAt: isTakenOut
      ? user.status === 'suspended'
        ? undefined
        : updatedAt
      : status === user.status
        ? person.endedAt
        : undefined,
  }
}

/** That somebody with a role left is heard whatever is said beside it, which changes nothing. */
function whatCounts({ person, told }: Written): ToldPerson {
  const { user, externalId, attributes } = person
  if (user.role === 'member' || told.active || user.status === 'deactivated') return told
  const { login, email, profile } = user
  return { login, email, profile, externalId, attributes, active: false }
}

/** What was proved of one address is not proved of another, unless the connection is believed. */
function emailOf({
  provisioner,
  person: { user },
  told,
}: Written): Pick<User, 'email' | 'emailVerified'> {
  const email = told.email ?? ''
  if (user.role !== 'member' && email === user.email) {
    return { email, emailVerified: user.emailVerified }
  }
  const isTrusted = email !== '' && isTrustedForEmail(provisioner.connection, email)
  if (emailKey(email) === emailKey(user.email)) {
    return { email, emailVerified: user.emailVerified || isTrusted }
  }
  if (!isTrusted && user.passwordHash !== undefined) {
    throw new Failure(
      'forbidden',
      'This person has a password here, and the connection is not trusted for the domain of the new e-mail address.',
    )
  }
  return { email, emailVerified: isTrusted }
}

/** The provider lets in again only whom it took out itself. */
function statusOf({ user, endedAt }: ProvisionedPerson, { active }: ToldPerson): UserStatus {
  if (!active) return 'deactivated'
  if (user.status === 'staged') return 'active'
  return user.status === 'deactivated' && endedAt !== undefined ? 'active' : user.status
}

/** Of somebody with a role a token changes nothing, but that they left (attack 46). */
function requireMember(user: User, becoming: Readonly<{ isEdited: boolean; status: UserStatus }>) {
  if (user.role === 'member') return
  if (!becoming.isEdited && becoming.status === 'deactivated') return
  throw new Failure(
    'forbidden',
    `This person has the role ${user.role}: provisioning can deactivate them, and change nothing else.`,
  )
}

async function requireNobodyElse(tx: Db, user: User, { login, email }: User): Promise<void> {
  const changed = [
    ...(loginKey(login) === loginKey(user.login) ? [] : [login]),
    ...(emailKey(email) === emailKey(user.email) ? [] : [email]),
  ]
  const met = await findNamesakes(tx, user.organizationId, changed)
  if (met.every(({ id }) => id === user.id)) return
  const names = changed.join(' or ')
  throw new Failure(
    'already_exists',
    `Somebody else here has the login or e-mail address ${names}.`,
  )
}

type Saved = Readonly<{ provisioner: Provisioner; user: User; edited: User; status: UserStatus }>

async function save(tx: Db, { provisioner, user, edited, status }: Saved): Promise<User> {
  const actor = actorOf(provisioner)
  const { organizationId, id } = user
  const { updatedAt: at } = edited
  if (status === user.status) await updateUser(tx, edited)
  const detail = changedFields(user, edited)
  if (Object.keys(detail).length > 0) {
    const about = { organizationId, actor, target: { kind: 'user', id } }
    const told = { connection: provisioner.connection.slug, ...detail }
    await recordEvent(tx, { ...about, type: 'user.account.update_profile', detail: told }, at)
  }
  if (loginKey(edited.login) !== loginKey(user.login)) {
    // They were given out to what the person was called before.
    await endSessionsOfUser(tx, id, at)
    await deleteArtifactsOfUser(tx, id)
  }
  if (status === user.status) return edited
  await requireOwnerLeft(tx, user, { ...user, status })
  return changeUserStatus(tx, { user: edited, status, actor }, at)
}
