import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from './event.ts'

/** The present names of whom and what events are about, by id; without what was deleted. */
export async function nameOfEvents(
  db: Db,
  organizationId: OrganizationId,
  events: readonly Event[],
): Promise<ReadonlyMap<string, string>> {
  const parties = events.flatMap(({ actor, target }) => [actor, ...(target ? [target] : [])])
  const idsOf = (kind: string) => [
    ...new Set(
      parties.flatMap((one) => (one.kind === kind && one.id !== undefined ? [one.id] : [])),
    ),
  ]
  const [users, groups, applications, connections] = await Promise.all([
    named(idsOf('user'), (ids) =>
      db
        .selectFrom('user')
        .select(['id', 'login as name'])
        .where('id', 'in', ids)
        .where('organization_id', '=', organizationId)
        .execute(),
    ),
    named(idsOf('group'), (ids) =>
      db
        .selectFrom('group')
        .select(['id', 'name'])
        .where('id', 'in', ids)
        .where('organization_id', '=', organizationId)
        .execute(),
    ),
    named(idsOf('application'), (ids) =>
      db
        .selectFrom('application')
        .select(['id', 'label as name'])
        .where('id', 'in', ids)
        .where('organization_id', '=', organizationId)
        .execute(),
    ),
    named(idsOf('connection'), (ids) =>
      db
        .selectFrom('connection')
        .select(['id', 'name'])
        .where('id', 'in', ids)
        .where('organization_id', '=', organizationId)
        .execute(),
    ),
  ])
  const all = [...users, ...groups, ...applications, ...connections]
  return new Map(all.map(({ id, name }) => [id, name]))
}

type Named = Readonly<{ id: string; name: string }>

async function named(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly Named[]>,
): Promise<readonly Named[]> {
  return ids.length === 0 ? [] : read(ids)
}
