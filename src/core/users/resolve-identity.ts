import { Failure, type StepDetail } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Connection } from '../connections/connection.ts'
import { holdProvider } from '../connections/hold-provider.ts'
import {
  findIdentity,
  findTies,
  type Identity,
  insertIdentity,
  touchIdentity,
} from '../connections/identity-store.ts'
import { syncMapping } from '../mapping/sync-mapping.ts'
import type { Organization } from '../organizations/organization.ts'
import { findProvisioning } from '../provisioning/provisioned-person-store.ts'
import { type AssertedPerson, fieldsTold } from './asserted-person.ts'
import { decideIdentity, type Named, readNames, requireActive } from './decide-identity.ts'
import { findNamesakes } from './find-namesakes.ts'
import { refreshUser } from './refresh-user.ts'
import { changeUserStatus } from './set-user-status.ts'
import type { User } from './user.ts'
import { insertUser, lockUser } from './user-store.ts'

type Asserted = Readonly<{
  organization: Organization
  connection: Connection
  person: AssertedPerson
}>

type Found = Readonly<{ user: User; identity: Identity; how: 'known' | 'linked' | 'created' }>

/** There is an account already; its password would tie it, if there is a `user`. */
type ToProve = Readonly<{ how: 'to prove'; user: User | undefined }>

export type Resolved = Readonly<{
  user: User
  how: Found['how']
  /** What the trace says about groups and role. */
  mapping: StepDetail
}>

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

/** Who the person is here: by connection and subject first, otherwise by the rules for newcomers. */
export async function resolveIdentity(
  tx: Db,
  asserted: Asserted,
  now: number,
): Promise<Resolved | ToProve> {
  const resolved = (await findKnown(tx, asserted, now)) ?? (await introduce(tx, asserted, now))
  return resolved.how === 'to prove' ? resolved : finish(tx, asserted, resolved, now)
}

/**
 * Ties the identity to the account whose password was right, unless one of them has been tied
 * meanwhile. The caller holds the provider (hold-provider.ts).
 */
export async function linkProved(
  tx: Db,
  { user, ...asserted }: Asserted & { user: User },
  now: number,
): Promise<Resolved> {
  const locked = await lockUser(tx, user.id)
  const known = await findKnown(tx, asserted, now)
  if (known && known.user.id === user.id) return finish(tx, asserted, known, now)
  const { toThisConnection } = await findTies(tx, user.id, asserted.connection.id)
  // The password was checked against an earlier read; if it has changed since, it must be asked again.
  if (!locked || known || toThisConnection || locked.passwordHash !== user.passwordHash) {
    throw new Failure('linking_refused', 'This account cannot be connected.', {
      detail: { check: 'linking', received: 'the account or the identity was tied meanwhile' },
    })
  }
  requireActive(locked)
  const identity = await tie(tx, asserted, locked, now)
  return finish(tx, asserted, { user: locked, identity, how: 'linked' }, now)
}

async function findKnown(
  tx: Db,
  { connection, person }: Asserted,
  now: number,
): Promise<Found | undefined> {
  const identity = await findIdentity(tx, connection.id, person.subject)
  // Locked to the end, so that a deactivation that comes meanwhile ends this session too.
  const user = identity && (await lockUser(tx, identity.userId))
  if (!identity || !user) return undefined
  requireActive(user)
  await touchIdentity(tx, identity, { told: fieldsTold(person), now })
  return { user, identity, how: 'known' }
}

async function finish(
  tx: Db,
  asserted: Asserted,
  { user, identity, how }: Found,
  now: number,
): Promise<Resolved> {
  const { connection, person } = asserted
  const refreshed = await refreshUser(tx, { ...asserted, user }, now)
  const { claims } = person
  const synced = await syncMapping(tx, { user: refreshed, connection, identity, claims }, now)
  return { user: synced.user, how, mapping: synced.told }
}

async function introduce(tx: Db, asserted: Asserted, now: number): Promise<Found | ToProve> {
  const { organization, connection, person } = asserted
  const named = readNames(person, connection)
  await holdProvider(tx, connection)
  const namesakes = await listNamesakes(tx, asserted, named)
  // PostgreSQL shows a transaction what others commit meanwhile: the namesake may be this very
  // person, whom another first sign-in has made since we looked for the identity.
  const meanwhile = namesakes.length > 0 ? await findKnown(tx, asserted, now) : undefined
  if (meanwhile) return meanwhile

  const decision = decideIdentity({ organization, connection, named, namesakes })
  switch (decision.kind) {
    case 'refuse':
      throw decision.failure
    case 'prove':
      return { how: 'to prove', user: decision.user }
    case 'link': {
      const { activates } = decision
      const actor = { kind: 'connection', id: connection.id } as const
      // An administrator may have deactivated the account meanwhile.
      const met = (await lockUser(tx, decision.user.id)) ?? decision.user
      const user =
        activates && met.status === 'staged'
          ? await changeUserStatus(tx, { user: met, status: 'active', actor }, now)
          : met
      requireActive(user)
      const identity = await tie(tx, asserted, user, now)
      return { user, identity, how: 'linked' }
    }
    case 'create': {
      const user = newUser(asserted, decision.named, now)
      await insertUser(tx, user)
      await recordEvent(tx, happened('user.lifecycle.create', user, connection), now)
      const identity = await tie(tx, asserted, user, now)
      return { user, identity, how: 'created' }
    }
  }
}

/** Everybody who has the address or the login that this person comes with. It only reads. */
export async function listNamesakes(
  tx: Db,
  { organization, connection, person }: Asserted,
  named: Named,
) {
  const users = await findNamesakes(tx, organization.id, [named.login, named.email])
  return Promise.all(
    users.map(async (user) => {
      const { toThisConnection, toAny } = await findTies(tx, user.id, connection.id)
      const told = await findProvisioning(tx, user.id)
      const isTold = told !== undefined && !told.isDeleted
      const isHere = isTold && told.connectionId === connection.id
      const ties = { toThisConnection, toAny: toAny || (isTold && !isHere) }
      return { user, ties, isToldOf: isHere && told.externalId === person.subject }
    }),
  )
}

async function tie(
  tx: Db,
  { connection, person }: Asserted,
  user: User,
  now: number,
): Promise<Identity> {
  const { subject } = person
  const at = { createdAt: now, lastUsedAt: now }
  const told = fieldsTold(person)
  const tied = { connectionId: connection.id, subject, userId: user.id, told, ...at }
  const identity = await insertIdentity(tx, tied)
  await recordEvent(tx, happened('user.identity.link', user, connection), now)
  return identity
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
