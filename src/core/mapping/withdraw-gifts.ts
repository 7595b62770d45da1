import type { ConnectionId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from '../connections/connection.ts'
import { deleteIdentitiesOf, lockConnection } from '../connections/connection-store.ts'
import { deleteIdentities } from '../connections/identity-store.ts'
import { provisionedSource } from '../groups/group.ts'
import { deletePendingSignInsThrough } from '../pending-sign-ins/pending-sign-in-store.ts'
import { releaseProvisioned } from '../provisioning/release-provisioned-store.ts'
import { lockUser } from '../users/user-store.ts'
import { writeGivenRoles } from './give-role.ts'
import {
  listGivenGroups,
  listGivenRoles,
  listPeopleWithGivenRole,
  takeAllGroups,
  takeGroups,
} from './mapping-store.ts'

/**
 * Unties everybody from a connection and takes back what its claims and its provisioning gave:
 * memberships, roles, and the provisioning tokens, which are not for another provider. Returns how many
 * people were untied. Fails if the last owner would lose that role.
 */
export async function untieEverybody(
  tx: Db,
  { id }: Pick<Connection, 'id'>,
  now: number,
): Promise<number> {
  // Locked, so that whoever is just being tied is tied before this, or finds the connection moved.
  await lockConnection(tx, id)
  const people = (await listPeopleWithGivenRole(tx, id)).sort()
  // People before their identities, in the order a sign-in takes them: another order could deadlock.
  for (const userId of people) await lockUser(tx, userId)
  await takeAllGroups(tx, id)
  await takeAllGroups(tx, provisionedSource(id))
  await releaseProvisioned(tx, id)
  const untied = await deleteIdentitiesOf(tx, id)
  for (const userId of people) await takeRole(tx, userId, id, now)
  return untied
}

/** The same for one person. */
export async function untiePerson(
  tx: Db,
  { userId, connectionId }: Readonly<{ userId: UserId; connectionId: ConnectionId }>,
  now: number,
): Promise<void> {
  const given = await listGivenGroups(tx, userId, connectionId)
  await takeGroups(tx, { userId, source: connectionId }, given)
  await deleteIdentities(tx, userId, connectionId)
  await deletePendingSignInsThrough(tx, { userId, connectionId })
  await takeRole(tx, userId, connectionId, now)
}

/** The identities are gone; what other connections give is what is left. */
async function takeRole(tx: Db, userId: UserId, id: ConnectionId, now: number): Promise<void> {
  const user = await lockUser(tx, userId)
  if (!user?.manualRole) return
  const given = await listGivenRoles(tx, userId)
  const actor = { kind: 'connection', id } as const
  await writeGivenRoles(tx, { user, given, actor }, now)
}
