import { DAY } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import {
  type BoundedCount,
  countApplications,
  countConnections,
  countFailed,
  countOwners,
  countPeople,
  countSucceeded,
} from './overview-store.ts'

export type Overview = Readonly<{
  people: BoundedCount
  owners: BoundedCount
  applications: BoundedCount
  connections: BoundedCount
  /** The oldest day first; today is the last. */
  days: readonly SignInsOfDay[]
}>

type SignInsOfDay = Readonly<{
  /** Its first moment, in UTC. */
  from: number
  succeeded: BoundedCount
  failed: BoundedCount
}>

const DAYS = 7

/** What an administrator sees first of an organization: its size, and how its week went. */
export async function readOverview(
  db: Db,
  organizationId: OrganizationId,
  now: number,
): Promise<Overview> {
  const today = Math.floor(now / DAY) * DAY
  const starts = Array.from({ length: DAYS }, (_, i) => today - (DAYS - 1 - i) * DAY)
  const [people, owners, applications, connections, days] = await Promise.all([
    countPeople(db, organizationId),
    countOwners(db, organizationId),
    countApplications(db, organizationId),
    countConnections(db, organizationId),
    Promise.all(starts.map((from) => readDay(db, organizationId, from))),
  ])
  return { people, owners, applications, connections, days }
}

async function readDay(
  db: Db,
  organizationId: OrganizationId,
  from: number,
): Promise<SignInsOfDay> {
  const period = { from, to: from + DAY }
  const [succeeded, failed] = await Promise.all([
    countSucceeded(db, organizationId, period),
    countFailed(db, organizationId, period),
  ])
  return { from, succeeded, failed }
}
