import type { Db } from '../../storage/database.ts'

const KEY = 'first_owner'

/** True for the one who is first: of two people with a link only one makes the first owner. */
export async function claimFirstOwner(tx: Db, userId: string): Promise<boolean> {
  const row = await tx
    .insertInto('meta')
    .values({ key: KEY, value: userId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}
