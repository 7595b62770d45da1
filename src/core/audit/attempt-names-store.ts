import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { loginKey } from '../users/user.ts'

type Ids = readonly (string | undefined)[]

/** The present names of applications and people, by id; without those that were deleted. */
export async function nameParties(
  db: Db,
  ids: { applicationIds: Ids; userIds: Ids },
): Promise<ReadonlyMap<string, string>> {
  const [applicationIds, userIds] = [distinct(ids.applicationIds), distinct(ids.userIds)]
  const [applications, users] = await Promise.all([
    applicationIds.length === 0
      ? []
      : db
          .selectFrom('application')
          .select(['id', 'label'])
          .where('id', 'in', applicationIds)
          .execute(),
    userIds.length === 0
      ? []
      : db.selectFrom('user').select(['id', 'login']).where('id', 'in', userIds).execute(),
  ])
  return new Map([
    ...applications.map(({ id, label }) => [id, label] as const),
    ...users.map(({ id, login }) => [id, login] as const),
  ])
}

function distinct(ids: Ids): string[] {
  return [...new Set(ids)].filter((id) => id !== undefined)
}

const MOST_PEOPLE = 10

/** The people meant by an id, or by the beginning of a login. */
export async function findPeopleMeant(
  db: Db,
  organizationId: OrganizationId,
  typed: string,
): Promise<string[]> {
  if (typed.startsWith('usr_')) return [typed]
  const key = loginKey(typed)
  const rows = await db
    .selectFrom('user')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('login_key', '>=', key)
    .where('login_key', '<', `${key}\u{10ffff}`)
    .orderBy('login_key')
    .limit(MOST_PEOPLE)
    .execute()
  return rows.map(({ id }) => id)
}
