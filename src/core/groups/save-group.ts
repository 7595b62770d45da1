import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId, type OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { changedFields } from '../audit/changed-fields.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { listConnections } from '../connections/connection-store.ts'
import { forgetGiven } from '../mapping/mapping-store.ts'
import type { User } from '../users/user.ts'
import { claimVersion, holdVersion, nextVersion } from '../versions/claim-version-store.ts'
import { type Group, parseGroupName } from './group.ts'
import { deleteGroup, insertGroup, updateGroup } from './group-store.ts'
import { addMember, isManualMember, removeFromGroup } from './membership-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Actor = Event['actor']

export async function createGroup(
  { db, now }: Deps,
  wanted: {
    organizationId: OrganizationId
    name: string
    description: string
    requiresSecondFactor?: boolean | undefined
    actor: Actor
  },
): Promise<Group> {
  const { organizationId, description, requiresSecondFactor = false, actor } = wanted
  const at = now()
  const name = parseGroupName(wanted.name)
  const id = newId('group', at)
  const group: Group = {
    ...{ id, organizationId, name, description, requiresSecondFactor },
    createdAt: at,
    updatedAt: at,
  }
  await takingName(name, () =>
    db.transaction().execute(async (tx) => {
      await insertGroup(tx, group)
      const type = 'group.lifecycle.create'
      await recordEvent(tx, { ...about(group), type, actor, detail: { name } }, at)
    }),
  )
  return group
}

export async function editGroup(
  { db, now }: Deps,
  {
    existing,
    change,
    actor,
  }: {
    existing: Group
    change: {
      name?: string | undefined
      description?: string | undefined
      requiresSecondFactor?: boolean | undefined
    }
    actor: Actor
  },
): Promise<Group> {
  const name = change.name === undefined ? existing.name : parseGroupName(change.name)
  const description = change.description ?? existing.description
  const { requiresSecondFactor = existing.requiresSecondFactor } = change
  const updatedAt = nextVersion(existing, now())
  const group: Group = { ...existing, name, description, requiresSecondFactor, updatedAt }
  await takingName(name, () =>
    db.transaction().execute(async (tx) => {
      await claimVersion(tx, 'group', existing, group.updatedAt)
      await updateGroup(tx, group)
      const type = 'group.lifecycle.update'
      const detail = changedFields(existing, group)
      await recordEvent(tx, { ...about(group), type, actor, detail }, now())
    }),
  )
  return group
}

export async function removeGroup(
  { db, now }: Deps,
  group: Group,
  { actor }: { actor: Actor },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await holdVersion(tx, 'group', group)
    await requireNoRule(tx, group)
    await deleteGroup(tx, group)
    const type = 'group.lifecycle.delete'
    await recordEvent(tx, { ...about(group), type, actor, detail: { name: group.name } }, now())
  })
}

/**
 * Puts a person into a group or takes them out; without a change there is no event. Taken out, they
 * are out whatever gave the membership, but claims that still give it put them in at the next sign-in.
 */
export async function setMembership(
  { db, now }: Deps,
  { group, user, actor }: { group: Group; user: User; actor: Actor },
  wanted: boolean,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const isNews = await (wanted ? putInByHand : takeOut)(tx, group, user)
    if (!isNews) return
    const type = wanted ? 'group.user_membership.add' : 'group.user_membership.remove'
    const detail = { user: user.id, login: user.login }
    await recordEvent(tx, { ...about(group), type, actor, detail }, now())
  })
}

async function putInByHand(tx: Db, group: Group, user: User): Promise<boolean> {
  if (await isManualMember(tx, group.id, user.id)) return false
  await addMember(tx, group.id, user.id)
  return true
}

async function takeOut(tx: Db, group: Group, user: User): Promise<boolean> {
  if (!(await removeFromGroup(tx, group.id, user.id))) return false
  await forgetGiven(tx, user.id)
  return true
}

/** A group that mapping rules give cannot be deleted: nobody would understand such a rule. */
async function requireNoRule(tx: Db, { id, organizationId }: Group): Promise<void> {
  const connections = await listConnections(tx, organizationId)
  const feeding = connections.filter(({ settings }) =>
    settings.mapping.rules.some(({ group }) => group === id),
  )
  if (feeding.length === 0) return
  const names = feeding.map(({ name }) => name).join(', ')
  throw new Failure('conflict', `Mapping rules of ${names} give this group: remove them first.`)
}

function about({ id, organizationId }: Group) {
  return { organizationId, target: { kind: 'group', id } }
}

async function takingName(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = `There is already a group named ${name}.`
    throw new Failure('already_exists', message, { fields: [{ path: 'name', message }] })
  }
}
