import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'

const CHUNK = 500

/** The ids among these that do not exist in the organization. */
export async function findStrangers(
  db: Db,
  kind: 'application' | 'group' | 'user',
  organizationId: OrganizationId,
  ids: readonly string[],
): Promise<string[]> {
  const strangers = new Set(ids)
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await db
      .selectFrom(kind)
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('id', 'in', ids.slice(from, from + CHUNK))
      .execute()
    for (const { id } of rows) strangers.delete(id)
  }
  return [...strangers]
}
