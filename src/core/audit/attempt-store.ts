import { sql } from 'kysely'
import { lowestId, type OrganizationId, type TraceId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { TraceRow } from '../../storage/tables.ts'
import { legsFromJson } from './leg-json.ts'
import type { TraceRecord } from './trace.ts'
import type { Outcome } from './trace-vocabulary.ts'

/** One attempt with all its legs. */
export type TracedAttempt = Readonly<{
  id: TraceId
  organizationId: OrganizationId
  code: string
  /** How its last leg ended. */
  outcome: Outcome
  connectionId: string | undefined
  applicationId: string | undefined
  userId: string | undefined
  /** The person's, not that of the application's server. */
  address: string
  browser: string
  startedAt: number
  endedAt: number
  legs: readonly TraceRecord[]
}>

/** Without the sealed column, which may be long and is read for single attempts only. */
const COLUMNS = [
  'id',
  'organization_id',
  'code',
  'outcome',
  'connection_id',
  'application_id',
  'user_id',
  'address',
  'browser',
  'started_at',
  'ended_at',
  'legs',
] as const satisfies readonly (keyof TraceRow)[]

/** What the provider said about the person, sealed; undefined if the attempt never got that far. */
export async function findAssertedSealed(
  db: Db,
  organizationId: OrganizationId,
  code: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('trace')
    .select('asserted_sealed')
    .where('organization_id', '=', organizationId)
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.asserted_sealed ?? undefined
}

/** The attempt with this code, of this organization. */
export async function findAttempt(
  db: Db,
  organizationId: OrganizationId,
  code: string,
): Promise<TracedAttempt | undefined> {
  const [attempt] = await listAttemptsByCode(db, code, organizationId)
  return attempt
}

/** Codes are unique within one organization only, so there may be several. */
export async function listAttemptsByCode(
  db: Db,
  code: string,
  organizationId?: OrganizationId,
): Promise<TracedAttempt[]> {
  let query = db.selectFrom('trace').select(COLUMNS).where('code', '=', code)
  // Without an organization all are asked, of which there are few.
  query = organizationId
    ? query.where('organization_id', '=', organizationId)
    : query.where('organization_id', 'in', (e) => e.selectFrom('organization').select('id'))
  const rows = await query.orderBy('id').limit(50).execute()
  return rows.map(fromRow)
}

/** Exactly the condition of the index `trace_outcome`. */
export const notSucceeded = sql<boolean>`outcome <> 'succeeded'`

type Sought = Readonly<{
  /** Any of these. */
  outcomes?: readonly Outcome[]
  connectionId?: string | undefined
  applicationId?: string | undefined
  /** Any of these. */
  userIds?: readonly string[]
  /** Begun at or after, and before. */
  from?: number
  to?: number
}>

/** The newest first; `before` is the last id of the page before. */
export async function listAttempts(
  db: Db,
  organizationId: OrganizationId,
  { outcomes, connectionId, applicationId, userIds, from, to }: Sought,
  { before, limit }: { before?: string; limit: number },
): Promise<TracedAttempt[]> {
  const page = (outcome?: Outcome, userId?: string) => {
    let query = db.selectFrom('trace').select(COLUMNS).where('organization_id', '=', organizationId)
    if (outcome) query = query.where('outcome', '=', outcome)
    // The index on outcomes leaves out the most frequent ones, which a walk over all finds quickly. One
    // person has fewer attempts than there are failures, and an index of their own.
    const walksFailures = outcome && outcome !== 'succeeded' && userId === undefined
    if (walksFailures) query = query.where(notSucceeded)
    if (userId !== undefined) query = query.where('user_id', '=', userId)
    if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId)
    if (applicationId !== undefined) query = query.where('application_id', '=', applicationId)
    if (from !== undefined) query = query.where('id', '>=', lowestId('trace', from))
    if (to !== undefined) query = query.where('id', '<', lowestId('trace', to))
    if (before !== undefined) query = query.where('id', '<', before)
    return query.orderBy('id', 'desc').limit(limit).execute()
  }
  // One index walk for each value, then the newest of all: `in` would read and sort everything.
  const pages = await Promise.all(
    (outcomes ?? [undefined]).flatMap((outcome) =>
      (userIds ?? [undefined]).map((userId) => page(outcome, userId)),
    ),
  )
  return pages
    .flat()
    .sort((one, other) => (one.id < other.id ? 1 : -1))
    .slice(0, limit)
    .map(fromRow)
}

function fromRow(row: Pick<TraceRow, (typeof COLUMNS)[number]>): TracedAttempt {
  // The casts hold because `toRow` wrote these rows.
  const about = {
    organizationId: row.organization_id as OrganizationId,
    code: row.code,
    connectionId: row.connection_id ?? undefined,
    applicationId: row.application_id ?? undefined,
    userId: row.user_id ?? undefined,
  }
  return {
    ...about,
    id: row.id as TraceId,
    outcome: row.outcome as Outcome,
    address: row.address,
    browser: row.browser,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    legs: legsFromJson(row.legs, about),
  }
}
