import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

/**
 * Whoever decides about a person's status takes it from the connection that had taken them out: it
 * lets nobody in again whom somebody else has shut out since.
 */
export async function forgetProvisionedEnd(tx: Db, userId: UserId): Promise<void> {
  await tx
    .updateTable('provisioned_user')
    .set({ ended_at: null })
    .where('user_id', '=', userId)
    .where('ended_at', 'is not', null)
    .execute()
}
