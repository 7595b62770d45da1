import { writeLeg } from '../../src/core/audit/leg-json.ts'
import type { TraceRecord } from '../../src/core/audit/trace.ts'
import { storeLegs } from '../../src/core/audit/trace-store.ts'
import type { Db } from '../../src/storage/database.ts'

/** Stores what `Trace.end` gave, without the writer's delay. */
export function storeTraces(db: Db, traces: readonly TraceRecord[]): Promise<void> {
  return storeLegs(db, traces.map(writeLeg))
}
