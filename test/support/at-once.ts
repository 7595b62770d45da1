import { PostgresAdapter, sql } from 'kysely'
import type { Db } from '../../src/storage/database.ts'

type Work = () => Promise<unknown>

/**
 * Begins one piece of work after the other while rows are held that they need, each as soon as the
 * one before waits or is done, and then lets go: so they meet in this very order. On SQLite, where
 * nothing runs beside a transaction, they are begun together.
 */
export async function atOnce(
  db: Db,
  hold: (tx: Db) => Promise<unknown>,
  works: readonly Work[],
): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) {
    await Promise.all(works.map((work) => work()))
    return
  }
  const begun: Promise<unknown>[] = []
  let done = 0
  await db.transaction().execute(async (tx) => {
    await hold(tx)
    for (const work of works) {
      const one = work()
      begun.push(one)
      const settled = () => {
        done += 1
      }
      one.then(settled, settled)
      // Each question is a turn to the database and back, so this does not spin.
      while ((await countWaiting(db)) + done < begun.length);
    }
  })
  await Promise.all(begun)
}

async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting
    from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    db,
  )
  return Number(rows[0]?.waiting)
}
