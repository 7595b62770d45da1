import type { SelectQueryBuilder } from 'kysely'
import { lowestId, type OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Tables } from '../../storage/tables.ts'
import { notSucceeded } from '../audit/attempt-store.ts'

/** How many there are, as far as anybody wants to know: counting a million rows takes a second. */
export type BoundedCount = Readonly<{ count: number; isMore: boolean }>

type Period = Readonly<{ from: number; to: number }>

const MOST_COUNTED = 10_000

/** Sessions that began, which is what a sign-in comes to. */
export function countSucceeded(
  db: Db,
  organizationId: OrganizationId,
  { from, to }: Period,
): Promise<BoundedCount> {
  return bounded(
    db,
    db
      .selectFrom('event')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('type', '=', 'user.session.start')
      // Somebody who was refused is an event of this type too, and counted among the failures.
      .where('outcome', '=', 'success')
      .where('id', '>=', lowestId('event', from))
      .where('id', '<', lowestId('event', to)),
  )
}

/** Attempts that ended with a no, or with a fault. */
export async function countFailed(
  db: Db,
  organizationId: OrganizationId,
  { from, to }: Period,
): Promise<BoundedCount> {
  const [refused, failed] = await Promise.all(
    ['refused', 'failed'].map((outcome) =>
      bounded(
        db,
        db
          .selectFrom('trace')
          .select('id')
          .where('organization_id', '=', organizationId)
          .where('outcome', '=', outcome)
          .where(notSucceeded)
          .where('id', '>=', lowestId('trace', from))
          .where('id', '<', lowestId('trace', to)),
      ),
    ),
  )
  const count = (refused?.count ?? 0) + (failed?.count ?? 0)
  return { count: Math.min(count, MOST_COUNTED), isMore: count > MOST_COUNTED }
}

export function countPeople(db: Db, organizationId: OrganizationId): Promise<BoundedCount> {
  const people = db.selectFrom('user').select('id').where('organization_id', '=', organizationId)
  return bounded(db, people.where('status', '=', 'active'))
}

export function countOwners(db: Db, organizationId: OrganizationId): Promise<BoundedCount> {
  return bounded(
    db,
    db
      .selectFrom('user')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('role', '=', 'owner')
      .where('status', '=', 'active'),
  )
}

export function countApplications(db: Db, organizationId: OrganizationId): Promise<BoundedCount> {
  const all = db.selectFrom('application').select('id')
  return bounded(db, all.where('organization_id', '=', organizationId))
}

export function countConnections(db: Db, organizationId: OrganizationId): Promise<BoundedCount> {
  const all = db.selectFrom('connection').select('id')
  return bounded(db, all.where('organization_id', '=', organizationId))
}

type Counted = SelectQueryBuilder<Tables, keyof Tables, { id: string }>

/** Every one of the queries reads a range of one index, and stops where the bound is. */
async function bounded(db: Db, query: Counted): Promise<BoundedCount> {
  const { count } = await db
    .selectFrom(query.limit(MOST_COUNTED + 1).as('counted'))
    .select((e) => e.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  const counted = Number(count)
  return { count: Math.min(counted, MOST_COUNTED), isMore: counted > MOST_COUNTED }
}
