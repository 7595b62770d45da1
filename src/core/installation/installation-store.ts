import type { Db } from '../../storage/database.ts'

const CANARY = 'master_key_canary'
const FIRST_START = 'first_start'

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

/** Whether a first start began to make what its configuration declares and did not come to its end. */
export async function isFirstStartUnderWay(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', FIRST_START)
    .executeTakeFirst()
  return row !== undefined
}

export async function beginFirstStart(db: Db): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: FIRST_START, value: 'under way' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function endFirstStart(db: Db): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', FIRST_START).execute()
}
