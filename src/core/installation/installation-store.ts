import type { Db } from '../../storage/database.ts'

const CANARY = 'master_key_canary'

/** What the master key once sealed, to recognize it by; undefined before the first start. */
export async function findCanary(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', CANARY)
    .executeTakeFirst()
  return row?.value
}

/** Of two processes that start at once one is first, and its canary is the one that counts. */
export async function insertCanary(db: Db, sealed: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: CANARY, value: sealed })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
