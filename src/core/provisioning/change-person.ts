import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent, recordEvents } from '../audit/event-store.ts'
import { provisionedSource } from '../groups/group.ts'
import { actorOf, type Provisioner } from './find-provisioner.ts'
import { takingLogin } from './provision-person.ts'
import { takeMembershipsOf } from './provisioned-group-store.ts'
import type { ProvisionedPerson, ToldPerson } from './provisioned-person.ts'
import { updateProvisioned } from './provisioned-person-store.ts'
import { writePerson } from './write-person.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Of = Readonly<{ provisioner: Provisioner; person: ProvisionedPerson }>

/** The provider tells of a person anew. What is so already is written by nobody. */
export async function changePerson(
  { db, now }: Deps,
  { provisioner, person, told }: Of & { told: ToldPerson },
): Promise<ProvisionedPerson> {
  const { id: connectionId } = provisioner.connection
  return takingLogin(told.login, () =>
    db.transaction().execute(async (tx) => {
      const changed = await writePerson(tx, { provisioner, person, told }, now())
      if (changed.user.updatedAt !== person.user.updatedAt) {
        await updateProvisioned(tx, { ...changed, connectionId })
      }
      return changed
    }),
  )
}

/** The provider deletes a person: here they are deactivated, and the provider finds them no more. */
export async function deletePerson({ db, now }: Deps, { provisioner, person }: Of): Promise<void> {
  const { connection } = provisioner
  const { user, externalId, attributes } = person
  const { login, email, profile } = user
  const told = { login, email, profile, externalId, attributes, active: false }
  await db.transaction().execute(async (tx) => {
    const at = now()
    const ended = await writePerson(tx, { provisioner, person, told }, at)
    await updateProvisioned(tx, { ...ended, connectionId: connection.id, deletedAt: at })
    const left = await takeMembershipsOf(tx, user.id, provisionedSource(connection.id))
    const about = { organizationId: user.organizationId, target: { kind: 'user', id: user.id } }
    const happened = {
      ...about,
      actor: actorOf(provisioner),
      detail: { connection: connection.slug },
    }
    await recordEvent(tx, { ...happened, type: 'user.provisioning.unlink' }, at)
    const type = 'group.user_membership.remove'
    const detail = { user: user.id, login, connection: connection.slug }
    const leaving = left.map((id) => {
      return { ...happened, type, target: { kind: 'group', id }, detail } as const
    })
    await recordEvents(tx, leaving, at)
  })
}
