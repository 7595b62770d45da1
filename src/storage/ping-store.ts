import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Whether the database answers at all. */
export async function isAnswering(db: Db): Promise<boolean> {
  await sql`select 1`.execute(db)
  return true
}
