import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { recordEvent } from '../audit/event-store.ts'
import { isTrustedForEmail } from '../connections/connection.ts'
import { listIdentitiesOfUser } from '../connections/identity-store.ts'
import { findNamesakes } from '../users/find-namesakes.ts'
import type { User } from '../users/user.ts'
import { insertUser } from '../users/user-store.ts'
import { whyNotAdopted } from './decide-adoption.ts'
import { actorOf, type Provisioner } from './find-provisioner.ts'
import type { ProvisionedPerson, ToldPerson } from './provisioned-person.ts'
import {
  deleteProvisioned,
  findProvisioned,
  findProvisionedByExternalId,
  findProvisioning,
  insertProvisioned,
  updateProvisioned,
} from './provisioned-person-store.ts'
import { writePerson } from './write-person.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Told = Readonly<{ provisioner: Provisioner; told: ToldPerson }>

/**
 * The provider tells of somebody for the first time: a new person, one whom it had deleted, or an
 * account that is here already, where the connection is trusted for that.
 */
export async function provisionPerson(
  { db, now }: Deps,
  telling: Told,
): Promise<ProvisionedPerson> {
  const { login } = telling.told
  return takingLogin(login, () =>
    db.transaction().execute(async (tx) => {
      const known = await findDeleted(tx, telling)
      if (known) return revive(tx, telling, known, now())
      const met = await findNamesake(tx, telling)
      return met ? adopt(tx, telling, met, now()) : create(tx, telling, now())
    }),
  )
}

/** Somebody whom this connection deleted, and about whom nobody has decided since. */
async function findDeleted(
  tx: Db,
  { provisioner, told }: Told,
): Promise<ProvisionedPerson | undefined> {
  const { id } = provisioner.connection
  const { externalId } = told
  const byName = externalId && (await findProvisionedByExternalId(tx, id, externalId))
  if (!byName) return
  if (byName.deletedAt === undefined) {
    throw new Failure('already_exists', `There is already somebody with externalId ${externalId}.`)
  }
  if (byName.endedAt !== undefined) return byName
  await deleteProvisioned(tx, byName.user.id)
  return undefined
}

async function revive(
  tx: Db,
  { provisioner, told }: Told,
  known: ProvisionedPerson,
  now: number,
): Promise<ProvisionedPerson> {
  const person = await writePerson(tx, { provisioner, person: known, told }, now)
  await updateProvisioned(tx, { ...person, connectionId: provisioner.connection.id })
  await recordLink(tx, provisioner, person.user, now)
  return person
}

async function findNamesake(tx: Db, { provisioner, told }: Told): Promise<User | undefined> {
  const { organizationId } = provisioner.connection
  const { login, email } = told
  const [one, ...others] = await findNamesakes(tx, organizationId, [login, email])
  if (others.length === 0) return one
  throw new Failure('already_exists', 'Several people here have this login or e-mail address.')
}

/** An account that is here already: handed over by the rule of linking, or refused. */
async function adopt(
  tx: Db,
  { provisioner, told }: Told,
  user: User,
  now: number,
): Promise<ProvisionedPerson> {
  const { connection } = provisioner
  const telling = await findProvisioning(tx, user.id)
  if (telling && !telling.isDeleted) {
    const whose = telling.connectionId === connection.id ? 'this' : 'another'
    throw taken(told, `${whose} connection tells of them already`)
  }
  const own =
    telling?.connectionId === connection.id && (await findProvisioned(tx, connection.id, user.id))
  if (own && own.endedAt !== undefined) return revive(tx, { provisioner, told }, own, now)

  const identities = await listIdentitiesOfUser(tx, user.id)
  const [here, elsewhere] = [true, false].map((isHere) =>
    identities.filter(({ connectionId }) => (connectionId === connection.id) === isHere),
  )
  const subjects = (here ?? []).map(({ subject }) => subject)
  const isTiedElsewhere = (elsewhere ?? []).length > 0
  const why = whyNotAdopted({ user, subjects, isTiedElsewhere }, told, connection)
  if (why) throw taken(told, why)
  if (telling) await deleteProvisioned(tx, user.id)
  const before = { user, externalId: undefined, attributes: {}, endedAt: undefined }
  const met = { ...before, deletedAt: undefined }
  const person = await writePerson(tx, { provisioner, person: met, told }, now)
  await insertProvisioned(tx, { ...person, connectionId: connection.id }, now)
  await recordLink(tx, provisioner, person.user, now)
  return person
}

function taken({ login }: ToldPerson, why: string): Failure {
  return new Failure(
    'already_exists',
    `Somebody here has the login or e-mail address of ${login}, and is not handed over: ${why}.`,
  )
}

async function create(
  tx: Db,
  { provisioner, told }: Told,
  now: number,
): Promise<ProvisionedPerson> {
  const { connection } = provisioner
  const { login, email = '', externalId, attributes, profile, active } = told
  const { organizationId } = connection
  const user: User = {
    ...{ id: newId('user', now), organizationId, login, email, profile },
    emailVerified: email !== '' && isTrustedForEmail(connection, email),
    status: active ? 'active' : 'deactivated',
    ...{ role: 'member', passwordHash: undefined, createdAt: now, updatedAt: now },
  }
  await insertUser(tx, user)
  const endedAt = active ? undefined : now
  const person = { user, externalId, attributes, endedAt, deletedAt: undefined }
  await insertProvisioned(tx, { ...person, connectionId: connection.id }, now)
  const detail = { login, status: user.status, connection: connection.slug }
  await recordEvent(tx, { ...about(provisioner, user), type: 'user.lifecycle.create', detail }, now)
  return person
}

async function recordLink(
  tx: Db,
  provisioner: Provisioner,
  user: User,
  now: number,
): Promise<void> {
  const detail = { connection: provisioner.connection.slug }
  await recordEvent(
    tx,
    { ...about(provisioner, user), type: 'user.provisioning.link', detail },
    now,
  )
}

function about(provisioner: Provisioner, { organizationId, id }: User) {
  return { organizationId, actor: actorOf(provisioner), target: { kind: 'user', id } }
}

export async function takingLogin<T>(login: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = `There is already somebody with the userName ${login}, or with this externalId.`
    throw new Failure('already_exists', message)
  }
}
