import type { ConnectionId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

/** Ends a connection's provisioning. Its people and groups stay, and are nobody's but this directory's. */
export async function releaseProvisioned(tx: Db, connectionId: ConnectionId): Promise<void> {
  await tx.deleteFrom('provisioning_token').where('connection_id', '=', connectionId).execute()
  await tx.deleteFrom('provisioned_user').where('connection_id', '=', connectionId).execute()
  await tx.deleteFrom('provisioned_group').where('connection_id', '=', connectionId).execute()
}
