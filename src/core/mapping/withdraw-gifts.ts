import type { Db } from '../../storage/database.ts'
import type { Connection } from '../connections/connection.ts'
import { deleteIdentitiesOf } from '../connections/connection-directory-store.ts'
import { lockUser } from '../users/user-store.ts'
import { writeGivenRoles } from './give-role.ts'
import { listGivenRoles, listPeopleWithGivenRole, takeAllGroups } from './mapping-store.ts'

/**
 * Unties everybody from a connection, with what its claims gave them: groups that nothing else gives
 * and roles. Says how many ties that were. Fails where the last owner would go with them.
 */
export async function untieEverybody(
  tx: Db,
  { id }: Pick<Connection, 'id'>,
  now: number,
): Promise<number> {
  await takeAllGroups(tx, id)
  const people = await listPeopleWithGivenRole(tx, id)
  const untied = await deleteIdentitiesOf(tx, id)
  for (const userId of people) {
    const user = await lockUser(tx, userId)
    const given = await listGivenRoles(tx, userId)
    const actor = { kind: 'connection', id } as const
    if (user) await writeGivenRoles(tx, { user, given, actor }, now)
  }
  return untied
}
