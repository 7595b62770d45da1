import type { ConnectionId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { deletePicturesOf } from '../pictures/picture-store.ts'
import type { Connection } from './connection.ts'
import { connectionFromRow } from './connection-store.ts'

/** By id in this organization: another one's is not found. */
export async function findConnectionIn(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<Connection | undefined> {
  const row = await db
    .selectFrom('connection')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && connectionFromRow(row)
}

/** With what ties people to it, and the sign-ins that are under way. Call it in a transaction. */
export async function deleteConnection(tx: Db, id: ConnectionId): Promise<void> {
  await deleteIdentitiesOf(tx, id)
  await tx.deleteFrom('sign_in_attempt').where('connection_id', '=', id).execute()
  await tx.deleteFrom('connection_health').where('connection_id', '=', id).execute()
  await tx.deleteFrom('connection_test').where('connection_id', '=', id).execute()
  await deletePicturesOf(tx, id)
  await tx.deleteFrom('connection').where('id', '=', id).execute()
}

/**
 * Unties everybody from it, and says how many that were. Who is about to be tied is not: what they
 * wait with was said by the provider that it led to.
 */
export async function deleteIdentitiesOf(tx: Db, id: ConnectionId): Promise<number> {
  await tx.deleteFrom('link_request').where('connection_id', '=', id).execute()
  await tx.deleteFrom('pending_sign_in').where('connection_id', '=', id).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('identity')
    .where('connection_id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
