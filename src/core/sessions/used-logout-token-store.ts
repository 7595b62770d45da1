import type { Db } from '../../storage/database.ts'

/** True the first time. Remembered until the token would be refused for its age. */
export async function takeLogoutToken(tx: Db, id: string, expiresAt: number): Promise<boolean> {
  const row = await tx
    .insertInto('used_logout_token')
    .values({ id, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
