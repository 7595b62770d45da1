import { sql } from 'kysely'
import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

/**
 * The user's row says how many second factors there are, so that a sign-in of somebody without any
 * needs no further query. Each store of factors calls this in the transaction of its change.
 */
export async function addToFactorCount(tx: Db, userId: UserId, by: 1 | -1): Promise<void> {
  await tx
    .updateTable('user')
    .set({ second_factors: sql<number>`second_factors + ${by}` })
    .where('id', '=', userId)
    .execute()
}

/** All of them are gone. */
export async function clearFactorCount(tx: Db, userId: UserId): Promise<void> {
  await tx.updateTable('user').set({ second_factors: 0 }).where('id', '=', userId).execute()
}
