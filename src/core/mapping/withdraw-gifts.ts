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
 * Unties everybody from a connection, with what its claims gave them: groups that nothing else gives
 * and roles, and with its provisioning: the provider's tokens are nothing to another provider. Says how many ties that were. Fails where the last owner would go with them.
 */
export async function untieEverybody(
  tx: Db,
  { id }: Pick<Connection, 'id'>,
  now: number,
): Promise<number> {
  // So that whoever is just being tied is so before, and untied, or finds it moved.
  await lockConnection(tx, id)
  const people = (await listPeopleWithGivenRole(tx, id)).sort()
  // Before their ties, as a sign-in does: two who take both in another order wait for each other.
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

/** The ties are gone: what the others give is what is left. */
async function takeRole(tx: Db, userId: UserId, id: ConnectionId, now: number): Promise<void> {
  const user = await lockUser(tx, userId)
  if (!user?.manualRole) return
  const given = await listGivenRoles(tx, userId)
  const actor = { kind: 'connection', id } as const
  await writeGivenRoles(tx, { user, given, actor }, now)
}
