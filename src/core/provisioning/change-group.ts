import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { isUniqueViolation } from '../../storage/unique-violation.ts'
import { changedFields } from '../audit/changed-fields.ts'
import { recordEvent } from '../audit/event-store.ts'
import { type Group, parseGroupName } from '../groups/group.ts'
import { insertGroup, updateGroup } from '../groups/group-store.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { changeMembers } from './change-members.ts'
import { actorOf, type Provisioner } from './find-provisioner.ts'
import type { MemberChange, ProvisionedGroup } from './provisioned-group.ts'
import { insertProvisionedGroup, setGroupExternalId } from './provisioned-group-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Told = Readonly<{ name: string; externalId: string | undefined; members: MemberChange }>

/** A new group. One that is here already by its name is not handed over: applications may trust it. */
export async function provisionGroup(
  { db, now }: Deps,
  { provisioner, told }: { provisioner: Provisioner; told: Told },
): Promise<ProvisionedGroup> {
  const { connection } = provisioner
  const { organizationId } = connection
  const at = now()
  const name = parseGroupName(told.name)
  const times = { createdAt: at, updatedAt: at }
  const group: Group = { id: newId('group', at), organizationId, name, description: '', ...times }
  const provisioned = { group, externalId: told.externalId }
  await takingName(name, () =>
    db.transaction().execute(async (tx) => {
      await insertGroup(tx, group)
      await insertProvisionedGroup(tx, { ...provisioned, connectionId: connection.id })
      const detail = { name, connection: connection.slug }
      const type = 'group.lifecycle.create'
      await recordEvent(tx, { ...about(provisioner, group), type, detail }, at)
      await changeMembers(tx, { provisioner, group, members: told.members }, at)
    }),
  )
  return provisioned
}

export async function changeGroup(
  { db, now }: Deps,
  {
    provisioner,
    existing,
    told,
  }: { provisioner: Provisioner; existing: ProvisionedGroup; told: Told },
): Promise<ProvisionedGroup> {
  const { connection } = provisioner
  const { group: before } = existing
  const name = parseGroupName(told.name)
  const at = nextVersion(before, now())
  const group: Group = { ...before, name, updatedAt: at }
  const changed = { group, externalId: told.externalId }
  await takingName(name, () =>
    db.transaction().execute(async (tx) => {
      await claimVersion(tx, 'group', before, at)
      if (name !== before.name) {
        await updateGroup(tx, group)
        const detail = { connection: connection.slug, ...changedFields(before, group) }
        const type = 'group.lifecycle.update'
        await recordEvent(tx, { ...about(provisioner, group), type, detail }, at)
      }
      if (told.externalId !== existing.externalId) {
        await setGroupExternalId(tx, { ...changed, connectionId: connection.id })
      }
      await changeMembers(tx, { provisioner, group, members: told.members }, at)
    }),
  )
  return changed
}

function about(provisioner: Provisioner, { organizationId, id }: Group) {
  return { organizationId, actor: actorOf(provisioner), target: { kind: 'group', id } }
}

async function takingName(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Failure(
      'already_exists',
      `There is already a group named ${name}, or with this externalId. A group that was made here is not handed over: rename it, or the one at the provider.`,
    )
  }
}
