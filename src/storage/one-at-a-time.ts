import { setTimeout as delay } from 'node:timers/promises'
import { PostgresAdapter, sql } from 'kysely'
import type { Db } from './database.ts'

const ASK_EVERY_MS = 100

/**
 * Runs what only one process at a time may do: others who come with the same number wait for it to
 * end, or for its process to. On SQLite one process serves, and nobody waits.
 */
export async function oneAtATime<T>(db: Db, number: number, run: () => Promise<T>): Promise<T> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return run()
  return db.connection().execute(async (held) => {
    // Asked again and again: a statement that waits would be ended for taking too long.
    while (!(await tryToLock(held, number))) await delay(ASK_EVERY_MS)
    try {
      return await run()
    } finally {
      // A connection that was lost meanwhile has let go of it, and what was to be run has run.
      await sql`select pg_advisory_unlock(${sql.lit(number)})`.execute(held).catch(() => {})
    }
  })
}

async function tryToLock(db: Db, number: number): Promise<boolean> {
  const { rows } = await sql<{
    locked: boolean
  }>`select pg_try_advisory_lock(${sql.lit(number)}) as locked`.execute(db)
  return rows[0]?.locked === true
}
