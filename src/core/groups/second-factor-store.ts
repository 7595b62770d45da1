import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

/** Whether a group of this person asks its people for a second factor. */
export async function isInRequiringGroup(db: Db, userId: UserId): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .innerJoin('group', 'group.id', 'membership.group_id')
    .select('group.id')
    .where('membership.user_id', '=', userId)
    .where('group.requires_second_factor', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
