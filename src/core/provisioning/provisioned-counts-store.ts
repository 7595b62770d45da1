import type { ConnectionId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

/** How many people and groups a connection's provider tells of. */
export async function countProvisioned(
  db: Db,
  connectionId: ConnectionId,
): Promise<Readonly<{ people: number; groups: number }>> {
  const people = await db
    .selectFrom('provisioned_user')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('connection_id', '=', connectionId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  const groups = await db
    .selectFrom('provisioned_group')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow()
  return { people: people.count, groups: groups.count }
}
