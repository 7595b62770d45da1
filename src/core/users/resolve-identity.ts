import { newId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Connection } from '../connections/connection.ts'
import {
  findIdentity,
  findTies,
  insertIdentity,
  touchIdentity,
} from '../connections/identity-store.ts'
import type { Organization } from '../organizations/organization.ts'
import type { AssertedPerson } from './asserted-person.ts'
import {
  decideIdentity,
  type Named,
  readNames,
  requireActive,
  sameAccounts,
} from './decide-identity.ts'
import { joinGroups } from './join-groups.ts'
import { refreshUser } from './refresh-user.ts'
import type { User } from './user.ts'
import { findUser, findUserByLogin, insertUser, listUsersByEmail } from './user-store.ts'

type Asserted = Readonly<{
  organization: Organization
  connection: Connection
  person: AssertedPerson
}>

export type Resolved = Readonly<{ user: User; how: 'known' | 'linked' | 'created' }>

/**
 * Runs `work` in a transaction, and once more if another first sign-in of the same person was
 * faster: the second time it finds what the first one made.
 */
export async function inTransactionOnceMore<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  try {
    return await db.transaction().execute(work)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return db.transaction().execute(work)
  }
}

/** Who the person is here: by (connection, subject) first, and only then by the rule for new ones. */
export async function resolveIdentity(tx: Db, asserted: Asserted, now: number): Promise<Resolved> {
  const resolved = (await findKnown(tx, asserted, now)) ?? (await introduce(tx, asserted, now))
  return finish(tx, asserted, resolved, now)
}

async function findKnown(
  tx: Db,
  { connection, person }: Asserted,
  now: number,
): Promise<Resolved | undefined> {
  const identity = await findIdentity(tx, connection.id, person.subject)
  const user = identity && (await findUser(tx, identity.userId))
  if (!identity || !user) return undefined
  requireActive(user)
  await touchIdentity(tx, identity, now)
  return { user, how: 'known' }
}

async function finish(
  tx: Db,
  asserted: Asserted,
  { user, how }: Resolved,
  now: number,
): Promise<Resolved> {
  const refreshed = await refreshUser(tx, { ...asserted, user }, now)
  const { connection, person } = asserted
  if (connection.settings.joinGroups) {
    await joinGroups(tx, { user: refreshed, names: person.groups }, now)
  }
  return { user: refreshed, how }
}

async function introduce(tx: Db, asserted: Asserted, now: number): Promise<Resolved> {
  const { organization, connection, person } = asserted
  const named = readNames(person, connection)
  const namesakes = await listNamesakes(tx, asserted, named)
  // PostgreSQL shows a transaction what others commit meanwhile: the namesake may be this very
  // person, whom another first sign-in has made since we looked for the identity.
  const meanwhile = namesakes.length > 0 ? await findKnown(tx, asserted, now) : undefined
  if (meanwhile) return meanwhile

  const decision = decideIdentity({ organization, connection, named, namesakes })
  switch (decision.kind) {
    case 'refuse':
      throw decision.failure
    case 'link':
      requireActive(decision.user)
      await tie(tx, asserted, decision.user, now)
      return { user: decision.user, how: 'linked' }
    case 'create': {
      const user = newUser(asserted, decision.named, now)
      await insertUser(tx, user)
      await recordEvent(tx, happened('user.lifecycle.create', user, connection), now)
      await tie(tx, asserted, user, now)
      return { user, how: 'created' }
    }
  }
}

async function listNamesakes(tx: Db, { organization, connection }: Asserted, named: Named) {
  const { email, login } = named
  const users = sameAccounts([
    await findUserByLogin(tx, organization.id, login),
    ...(email ? [await findUserByLogin(tx, organization.id, email)] : []),
    ...(email ? await listUsersByEmail(tx, organization.id, email) : []),
  ])
  return Promise.all(
    users.map(async (user) => ({ user, ties: await findTies(tx, user.id, connection.id) })),
  )
}

async function tie(
  tx: Db,
  { connection, person }: Asserted,
  user: User,
  now: number,
): Promise<void> {
  const { subject } = person
  const at = { createdAt: now, lastUsedAt: now }
  await insertIdentity(tx, { connectionId: connection.id, subject, userId: user.id, ...at })
  await recordEvent(tx, happened('user.identity.link', user, connection), now)
}

function newUser({ organization, person }: Asserted, named: Named, now: number): User {
  return {
    id: newId('user', now),
    organizationId: organization.id,
    login: named.login,
    email: named.email ?? '',
    emailVerified: named.isTrusted,
    profile: person.profile,
    status: 'active',
    role: 'member',
    passwordHash: undefined,
    createdAt: now,
    updatedAt: now,
  }
}

function happened(
  type: 'user.lifecycle.create' | 'user.identity.link',
  user: User,
  connection: Connection,
) {
  return {
    organizationId: user.organizationId,
    type,
    actor: { kind: 'user', id: user.id },
    target: { kind: 'user', id: user.id },
    detail: { connection: connection.slug },
  } as const
}
