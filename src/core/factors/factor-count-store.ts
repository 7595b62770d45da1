import { sql } from 'kysely'
import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

/**
 * How many second factors a person has stands in their own row, so that a sign-in of somebody who
 * has none asks nothing more. Each store of factors calls it in the transaction of its change.
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
