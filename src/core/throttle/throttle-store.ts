import { sql } from 'kysely'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { Bucket } from './bucket.ts'

/**
 * Counts a try, where one is left: in a single statement, so that of many at once no more get
 * through than one after the other. A try that is refused changes nothing, and so prolongs nothing.
 */
export async function takeTry(db: Db, { id, limit }: Bucket, now: number): Promise<boolean> {
  const { quick, everyMs, slowestMs, forgetMs } = limit
  const rows = await upsert(db, {
    ...{ id, now, quick, everyMs },
    // As though nothing had been tried: `quick` tries fit before it passes the present.
    fresh: now - (quick - 1) * everyMs + everyMs,
    mostMore: slowestMs - everyMs,
    expiresAt: now + forgetMs,
  })
  return rows.length > 0
}

type Take = Readonly<{
  id: string
  now: number
  quick: number
  everyMs: number
  fresh: number
  mostMore: number
  expiresAt: number
}>

const upsert = compileOnce((db, take: Take) => {
  const tries = sql`case when throttle.expires_at <= ${take.now} then 0 else throttle.tries end`
  // How much longer than the first wait this one is: nothing, then `everyMs` more each time.
  const more = sql`${take.everyMs} * (${tries} - ${take.quick} + 1)`
  const next = sql`throttle.next_at + ${take.everyMs}`
  return db
    .insertInto('throttle')
    .values({ id: take.id, tries: 1, next_at: take.fresh, expires_at: take.expiresAt })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          tries: sql<number>`${tries} + 1`,
          next_at: sql<number>`case when ${next} > excluded.next_at then ${next} else excluded.next_at end
            + case when ${more} <= 0 then 0 when ${more} > ${take.mostMore} then ${take.mostMore} else ${more} end`,
          expires_at: (part) => part.ref('excluded.expires_at'),
        })
        .where('throttle.next_at', '<=', take.now),
    )
    .returning('id')
})

/** When the next try is let through. */
export async function findNextTry(db: Db, { id }: Bucket): Promise<number | undefined> {
  const row = await db
    .selectFrom('throttle')
    .select('next_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.next_at
}

export async function giveBack(db: Db, { id, givesBack, limit }: Bucket): Promise<void> {
  if (givesBack === 'all') await forget(db, { id })
  else await giveBackOne(db, { id, everyMs: limit.everyMs })
}

const forget = compileOnce((db, { id }: { id: string }) =>
  db.deleteFrom('throttle').where('id', '=', id),
)

const giveBackOne = compileOnce((db, { id, everyMs }: { id: string; everyMs: number }) =>
  db
    .updateTable('throttle')
    .set((row) => ({
      tries: row('tries', '-', 1),
      next_at: row('next_at', '-', everyMs),
    }))
    .where('id', '=', id),
)
