import type { OrganizationId, TraceId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { TraceRow } from '../../storage/tables.ts'
import type { TraceRecord } from './trace.ts'
import type { Outcome, Side } from './trace-vocabulary.ts'

export async function insertTraces(db: Db, traces: readonly TraceRecord[]): Promise<void> {
  if (traces.length === 0) return
  await db.insertInto('trace').values(traces.map(toRow)).execute()
}

/** Every leg of the attempt with this code, in the order they happened. */
export async function listTracesByCode(
  db: Db,
  code: string,
  { organizationId, limit = 50 }: { organizationId?: OrganizationId; limit?: number } = {},
): Promise<TraceRecord[]> {
  let query = db.selectFrom('trace').selectAll().where('code', '=', code)
  if (organizationId) query = query.where('organization_id', '=', organizationId)
  const rows = await query.orderBy('started_at').orderBy('id').limit(limit).execute()
  return rows.map(fromRow)
}

function toRow(trace: TraceRecord): TraceRow {
  return {
    id: trace.id,
    organization_id: trace.organizationId,
    code: trace.code,
    side: trace.side,
    outcome: trace.outcome,
    connection_id: trace.connectionId ?? null,
    application_id: trace.applicationId ?? null,
    user_id: trace.userId ?? null,
    address: trace.address,
    user_agent: trace.userAgent,
    steps: JSON.stringify(trace.steps),
    started_at: trace.startedAt,
    ended_at: trace.endedAt,
  }
}

function fromRow(row: TraceRow): TraceRecord {
  return {
    id: row.id as TraceId,
    organizationId: row.organization_id as OrganizationId,
    code: row.code,
    side: row.side as Side,
    outcome: row.outcome as Outcome,
    connectionId: row.connection_id ?? undefined,
    applicationId: row.application_id ?? undefined,
    userId: row.user_id ?? undefined,
    address: row.address,
    userAgent: row.user_agent,
    steps: JSON.parse(row.steps),
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}
