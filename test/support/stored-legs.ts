import type { OrganizationId } from '../../src/base/ids.ts'
import { legsFromJson } from '../../src/core/audit/leg-json.ts'
import type { TraceRecord } from '../../src/core/audit/trace.ts'
import type { Db } from '../../src/storage/database.ts'

/** What the legs of all attempts left behind, in the order they began. */
export async function storedLegs(db: Db): Promise<TraceRecord[]> {
  const rows = await db.selectFrom('trace').selectAll().orderBy('id').execute()
  const legs = rows.flatMap((row) =>
    legsFromJson(row.legs, {
      organizationId: row.organization_id as OrganizationId,
      code: row.code,
      connectionId: row.connection_id ?? undefined,
      applicationId: row.application_id ?? undefined,
      userId: row.user_id ?? undefined,
    }),
  )
  return legs.sort((one, other) => one.startedAt - other.startedAt)
}
