import { PostgresAdapter, sql } from 'kysely'
import type { Db } from '../../storage/database.ts'
import type { EventChainRow, EventRow } from '../../storage/tables.ts'

/** Organizations that have events without a place in the chain. */
export async function listUnsealedOrganizations(db: Db, limit = 1_000): Promise<string[]> {
  const rows = await db
    .selectFrom('event')
    .select('organization_id')
    .distinct()
    .where('sequence', 'is', null)
    .limit(limit)
    .execute()
  return rows.map((row) => row.organization_id)
}

/** Selected as "has no place yet", not as "after the last": an event that committed late has a lower id. */
export async function listUnsealed(
  tx: Db,
  organizationId: string,
  limit: number,
): Promise<EventRow[]> {
  return tx
    .selectFrom('event')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('sequence', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function countUnsealed(db: Db, organizationId: string): Promise<number> {
  const { count } = await db
    .selectFrom('event')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('organization_id', '=', organizationId)
    .where('sequence', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

type Sealed = Readonly<{ id: string; sequence: number; digest: string }>

/** Updates many rows by one statement whose text never changes: the rows are a JSON parameter. */
export async function writeSeals(tx: Db, seals: readonly Sealed[]): Promise<void> {
  const json = JSON.stringify(seals)
  const isPostgres = tx.getExecutor().adapter instanceof PostgresAdapter
  await (isPostgres
    ? sql`update event set sequence = s.sequence, digest = s.digest
        from jsonb_to_recordset(cast(${json} as jsonb)) as s(id text, sequence bigint, digest text)
        where event.id = s.id`
    : sql`update event set sequence = s.value ->> 'sequence', digest = s.value ->> 'digest'
        from json_each(${json}) as s
        where event.id = s.value ->> 'id'`
  ).execute(tx)
}

export async function findChain(
  db: Db,
  organizationId: string,
): Promise<EventChainRow | undefined> {
  return db
    .selectFrom('event_chain')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
}

/**
 * The chain, locked until the transaction ends, so that one node at a time adds to it. Undefined if
 * another node has it at this moment, or there is none.
 */
export async function holdChain(
  tx: Db,
  organizationId: string,
): Promise<EventChainRow | undefined> {
  const isPostgres = tx.getExecutor().adapter instanceof PostgresAdapter
  return tx
    .selectFrom('event_chain')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .$if(isPostgres, (query) => query.forUpdate().skipLocked())
    .executeTakeFirst()
}

/** False if somebody else was first. */
export async function insertChain(tx: Db, chain: EventChainRow): Promise<boolean> {
  const row = await tx
    .insertInto('event_chain')
    .values(chain)
    .onConflict((conflict) => conflict.doNothing())
    .returning('organization_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function updateChain(tx: Db, chain: EventChainRow): Promise<void> {
  const { organization_id, checked_at: _at, check_result: _result, ...columns } = chain
  await tx
    .updateTable('event_chain')
    .set(columns)
    .where('organization_id', '=', organization_id)
    .execute()
}

/** Events by their place in the chain. */
export async function listSealed(
  db: Db,
  organizationId: string,
  { after, limit }: Readonly<{ after: number; limit: number }>,
): Promise<EventRow[]> {
  return db
    .selectFrom('event')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .execute()
}

/** The last event that has a place, whatever the chain's row says about its end. */
export async function findLastSealed(
  db: Db,
  organizationId: string,
): Promise<EventRow | undefined> {
  return db
    .selectFrom('event')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('sequence', 'is not', null)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function hasSealedUpTo(
  db: Db,
  organizationId: string,
  sequence: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('event')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('sequence', '<=', sequence)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteSealedUpTo(
  tx: Db,
  organizationId: string,
  sequence: number,
): Promise<void> {
  await tx
    .deleteFrom('event')
    .where('organization_id', '=', organizationId)
    .where('sequence', '<=', sequence)
    .execute()
}

export async function keepCheck(
  db: Db,
  organizationId: string,
  { at, result }: Readonly<{ at: number; result: string }>,
): Promise<void> {
  await db
    .updateTable('event_chain')
    .set({ checked_at: at, check_result: result })
    .where('organization_id', '=', organizationId)
    .execute()
}
