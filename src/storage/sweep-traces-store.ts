import type { Db } from './database.ts'

/**
 * Deletes the oldest traces of each organization that has more than `most`, whatever their age:
 * strangers can cause any number of them. The surplus is found along an index, without counting.
 */
export async function sweepSurplusTraces(
  db: Db,
  { most, limit }: { most: number; limit: number },
): Promise<number> {
  const organizations = await db.selectFrom('organization').select('id').execute()
  let deleted = 0
  for (const { id } of organizations) {
    const newest = db
      .selectFrom('trace')
      .select('id')
      .where('organization_id', '=', id)
      .orderBy('id', 'desc')
    const last = await newest.limit(1).offset(most).executeTakeFirst()
    if (!last) continue
    const { numDeletedRows } = await db
      .with('surplus', (part) =>
        part
          .selectFrom('trace')
          .select('id')
          .where('organization_id', '=', id)
          .where('id', '<=', last.id)
          .orderBy('id')
          .limit(limit),
      )
      .deleteFrom('trace')
      .where('id', 'in', (part) => part.selectFrom('surplus').select('id'))
      .executeTakeFirstOrThrow()
    deleted += Number(numDeletedRows)
    if (deleted >= limit) break
  }
  return deleted
}
