import type { Db } from '../../storage/database.ts'

/** False where it was used before: of two at the same time, for one of them. */
export async function spendChallenge(db: Db, id: string, expiresAt: number): Promise<boolean> {
  const row = await db
    .insertInto('used_challenge')
    .values({ id, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
