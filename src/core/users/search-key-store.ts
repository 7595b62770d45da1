import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { searchKey, searchKeysOf } from './search-keys.ts'
import type { User, UserStatus } from './user.ts'

const KEYS_IN_STATEMENT = 500

/** Makes these people, who have no keys yet, findable. */
export async function insertSearchKeys(db: Db, users: readonly User[]): Promise<void> {
  const rows = users.flatMap((user) =>
    searchKeysOf(user).map((key) => ({
      organization_id: user.organizationId,
      status: user.status,
      key,
      user_id: user.id,
    })),
  )
  for (let from = 0; from < rows.length; from += KEYS_IN_STATEMENT) {
    const some = rows.slice(from, from + KEYS_IN_STATEMENT)
    await db.insertInto('user_search_key').values(some).execute()
  }
}

export async function replaceSearchKeys(db: Db, user: User): Promise<void> {
  await db.deleteFrom('user_search_key').where('user_id', '=', user.id).execute()
  await insertSearchKeys(db, [user])
}

type Found = Readonly<{ key: string; userId: string }>

type Search = Readonly<{
  q: string
  status: UserStatus
  after?: Found | undefined
  limit: number
}>

/**
 * People of one status with a key that begins with `q`, in the order of their first such key. It reads
 * one range of the primary key, so the cost of a page does not grow with the number of people.
 */
export async function searchByKey(
  db: Db,
  organizationId: OrganizationId,
  { q, status, after, limit }: Search,
): Promise<Found[]> {
  const prefix = searchKey(q)
  let query = db
    .selectFrom('user_search_key as found')
    .select(['found.key', 'found.user_id as userId'])
    .where('found.organization_id', '=', organizationId)
    .where('found.status', '=', status)
    .where('found.key', '>=', after && after.key > prefix ? after.key : prefix)
    .where('found.key', '<', endOf(prefix))
    // Whoever was listed for one key is not listed again for a later one.
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('user_search_key as earlier')
            .select('earlier.key')
            .whereRef('earlier.user_id', '=', 'found.user_id')
            .where('earlier.key', '>=', prefix)
            .whereRef('earlier.key', '<', 'found.key'),
        ),
      ),
    )
  if (after) {
    query = query.where((e) =>
      e.or([e('found.key', '>', after.key), e('found.user_id', '>', after.userId)]),
    )
  }
  return query.orderBy('found.key').orderBy('found.user_id').limit(limit).execute()
}

/** Greater than every key with this prefix: both engines compare keys by bytes. */
function endOf(prefix: string): string {
  return `${prefix}\u{10ffff}`
}
