import { Failure } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import { resetFactors } from '../core/factors/reset-factors.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { makePasswordLink } from '../core/password-links/make-password-link.ts'
import { changePassword } from '../core/users/change-password.ts'
import { hashNewPassword } from '../core/users/new-password.ts'
import { recordRole } from '../core/users/record-role.ts'
import { setUserStatus } from '../core/users/set-user-status.ts'
import {
  displayName,
  parseEmail,
  parseLogin,
  type Role,
  type User,
  type UserStatus,
} from '../core/users/user.ts'
import { findUserByLogin, insertUser, listUsers } from '../core/users/user-store.ts'
import type { Installation } from '../installation/open-installation.ts'
import type { Io } from './command.ts'

type Place = Installation & { organization: Organization; io: Io }

type Given = {
  login: string
  email?: string | undefined
  name?: string | undefined
  role?: Role | undefined
  status?: string | undefined
  'no-password'?: boolean | undefined
  staged?: boolean | undefined
  json?: boolean | undefined
}

export type UserAction = (place: Place, given: Given) => Promise<void>

const BY_HAND = { kind: 'system' } as const

export const createUser: UserAction = async ({ db, now, organization, io }, given) => {
  const login = parseLogin(given.login)
  const email = parseEmail(given.email ?? login)
  if (await findUserByLogin(db, organization.id, login)) {
    throw new Failure(
      'already_exists',
      `There is already somebody with the login ${login} in ${organization.slug}.`,
    )
  }
  const isStaged = given.staged === true
  const passwordHash =
    given['no-password'] || isStaged
      ? undefined
      : await hashNewPassword(await askPassword(io, login), { login, email })
  const at = now()
  const user: User = {
    id: newId('user', at),
    organizationId: organization.id,
    login,
    email,
    emailVerified: false,
    profile: given.name === undefined ? {} : { name: given.name },
    status: isStaged ? 'staged' : 'active',
    role: given.role ?? 'member',
    passwordHash,
    createdAt: at,
    updatedAt: at,
  }
  const { organizationId, id } = user
  await db.transaction().execute(async (tx) => {
    await insertUser(tx, user)
    const target = { kind: 'user', id }
    await recordEvent(
      tx,
      { organizationId, type: 'user.lifecycle.create', actor: BY_HAND, target },
      at,
    )
    await recordRole(tx, { user, before: 'member', actor: BY_HAND }, at)
  })
  io.print(`Created ${login} (${user.role}) in ${organization.slug}.`)
}

export const setPassword: UserAction = async (place, { login }) => {
  const { db, now, io } = place
  const user = await findPerson(place, login)
  const passwordHash = await hashNewPassword(await askPassword(io, user.login), user)
  await db
    .transaction()
    .execute((tx) => changePassword(tx, { user, passwordHash, actor: BY_HAND }, now()))
  io.print(`${user.login} has another password, and is signed out everywhere.`)
}

export const resetFactorsOf: UserAction = async (place, { login }) => {
  const user = await findPerson(place, login)
  const count = user.secondFactors ?? 0
  if (count === 0) {
    place.io.print(`${user.login} has no second factor.`)
    return
  }
  await resetFactors(place, { user, actor: BY_HAND })
  place.io.print(`${user.login} has no second factor now; had ${count}.`)
}

/** An invitation for whoever is staged, a reset for whoever is active. */
export const printPasswordLink: UserAction = async (place, { login, json }) => {
  const user = await findPerson(place, login)
  const { io, organization } = place
  const made = await makePasswordLink(place, { organization, user, actor: BY_HAND })
  const { purpose, expiresAt } = made.link
  const until = new Date(expiresAt).toISOString()
  if (json) {
    io.print(JSON.stringify({ purpose, url: made.url, expiresAt: until }))
    return
  }
  io.print(made.url)
  io.tell(`${PURPOSES[purpose]} for ${user.login}: works once, until ${until}.`)
}

const PURPOSES = { invitation: 'Invitation', reset: 'New password' } as const

export const suspendUser: UserAction = (place, given) => moveTo(place, given, 'suspended')
export const activateUser: UserAction = (place, given) => moveTo(place, given, 'active')
export const deactivateUser: UserAction = (place, given) => moveTo(place, given, 'deactivated')

async function moveTo(place: Place, { login }: Given, status: UserStatus): Promise<void> {
  const { db, now, io } = place
  const user = await findPerson(place, login)
  if (user.status === status) {
    io.print(`${user.login} is ${status} already.`)
    return
  }
  await setUserStatus(db, { user, status, actor: BY_HAND }, now())
  io.print(`${user.login} is ${status} now; was ${user.status}.`)
}

export const listPeople: UserAction = async ({ db, organization, io }, { status, json }) => {
  const people: User[] = []
  for (let after = ''; ; ) {
    const page = await listUsers(db, organization.id, { after })
    people.push(...page.filter((user) => status === undefined || user.status === status))
    const last = page.at(-1)
    if (!last) break
    after = last.id
  }
  if (json) {
    io.print(JSON.stringify(people.map(shown), null, 2))
    return
  }
  const lines = people.map(
    (user) =>
      `${user.login.padEnd(32)} ${user.status.padEnd(12)} ${user.role.padEnd(9)} ${displayName(user)}`,
  )
  io.print(lines.join('\n') || `There is nobody in ${organization.slug}.`)
}

function shown({ passwordHash, ...user }: User) {
  return { ...user, hasPassword: passwordHash !== undefined }
}

async function findPerson({ db, organization }: Place, login: string): Promise<User> {
  const user = await findUserByLogin(db, organization.id, login)
  if (user) return user
  throw new Failure('not_found', `There is nobody with the login ${login} in ${organization.slug}.`)
}

async function askPassword(io: Io, login: string): Promise<string> {
  return io.readSecret(`Password for ${login}: `)
}
