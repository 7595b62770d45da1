import type { ConnectionId, OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { ConnectionHealthRow } from '../../storage/tables.ts'
import type { Connection } from './connection.ts'
import { type ConnectionHealth, type HealthState, unknownHealth } from './connection-health.ts'

/** Adds rows for enabled connections that have none. */
export async function beginHealth(db: Db, now: number): Promise<void> {
  const missing = await db
    .selectFrom('connection')
    .leftJoin('connection_health', 'connection_health.connection_id', 'connection.id')
    .select(['connection.id', 'connection.organization_id', 'connection.well_known_url'])
    .where('connection.enabled', '=', 1)
    .where('connection_health.connection_id', 'is', null)
    .limit(500)
    .execute()
  if (missing.length === 0) return
  const rows = missing.map((one) => ({
    ...toRow(
      unknownHealth(
        {
          id: one.id as ConnectionId,
          organizationId: one.organization_id as OrganizationId,
          wellKnownUrl: one.well_known_url,
        },
        now,
      ),
    ),
    lease_until: 0,
  }))
  await db
    .insertInto('connection_health')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Enabled connections that are due and that no node is probing, the longest due first. */
export async function listDue(db: Db, now: number, limit: number): Promise<ConnectionId[]> {
  const rows = await db
    .selectFrom('connection_health')
    .innerJoin('connection', 'connection.id', 'connection_health.connection_id')
    .select('connection_health.connection_id as id')
    .where('connection.enabled', '=', 1)
    .where('next_probe_at', '<=', now)
    .where('lease_until', '<=', now)
    .orderBy('next_probe_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id as ConnectionId)
}

type Claim = Readonly<{ id: ConnectionId; now: number; until: number; dueOnly: boolean }>

/** A lease until `until`, so that of several nodes one at a time probes; undefined if it is taken. */
export async function claimHealth(
  db: Db,
  { id, now, until, dueOnly }: Claim,
): Promise<ConnectionHealth | undefined> {
  const row = await db
    .updateTable('connection_health')
    .set({ lease_until: until })
    .where('connection_id', '=', id)
    .where('lease_until', '<=', now)
    .$if(dueOnly, (query) => query.where('next_probe_at', '<=', now))
    .returningAll()
    .executeTakeFirst()
  return row && fromRow(row)
}

/** False if another node has taken over the lease meanwhile: then its findings count. */
export async function keepHealth(
  tx: Db,
  health: ConnectionHealth,
  lease: number,
): Promise<boolean> {
  const { connection_id, ...columns } = toRow(health)
  const row = await tx
    .updateTable('connection_health')
    .set({ ...columns, lease_until: 0 })
    .where('connection_id', '=', connection_id)
    .where('lease_until', '=', lease)
    .returning('connection_id')
    .executeTakeFirst()
  return row !== undefined
}

/** What is known about a connection at its present address. */
export async function findHealth(
  db: Db,
  connection: Connection,
): Promise<ConnectionHealth | undefined> {
  const row = await db
    .selectFrom('connection_health')
    .selectAll()
    .where('connection_id', '=', connection.id)
    .where('well_known_url', '=', connection.wellKnownUrl)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function listHealthStates(
  db: Db,
  organizationId: OrganizationId,
): Promise<ReadonlyMap<string, HealthState>> {
  const rows = await db
    .selectFrom('connection_health')
    .innerJoin('connection', 'connection.id', 'connection_health.connection_id')
    .select(['connection_id', 'state'])
    .where('connection_health.organization_id', '=', organizationId)
    .whereRef('connection.well_known_url', '=', 'connection_health.well_known_url')
    .limit(1_000)
    .execute()
  return new Map(rows.map(({ connection_id, state }) => [connection_id, state as HealthState]))
}

/** Enabled connections whose provider is down, and since when. */
export async function listConnectionsDown(
  db: Db,
  organizationId: OrganizationId,
  limit: number,
): Promise<readonly Readonly<{ id: string; name: string; since: number }>[]> {
  const rows = await db
    .selectFrom('connection_health')
    .innerJoin('connection', 'connection.id', 'connection_health.connection_id')
    .select(['connection.id', 'connection.name', 'last_success_at', 'last_failure_at'])
    .where('connection_health.organization_id', '=', organizationId)
    .where('connection.enabled', '=', 1)
    .where('state', '=', 'down')
    .whereRef('connection.well_known_url', '=', 'connection_health.well_known_url')
    .orderBy('connection.id')
    .limit(limit)
    .execute()
  return rows.map(({ id, name, last_success_at, last_failure_at }) => ({
    ...{ id, name, since: last_success_at ?? last_failure_at ?? 0 },
  }))
}

/** When somebody last signed in through the connection, as far back as traces are kept. */
export async function findLastSignIn(
  db: Db,
  { id, organizationId }: Connection,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('trace')
    .select('started_at')
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', id)
    .where('outcome', '=', 'succeeded')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.started_at
}

function toRow(health: ConnectionHealth): Omit<ConnectionHealthRow, 'lease_until'> {
  return {
    connection_id: health.connectionId,
    organization_id: health.organizationId,
    well_known_url: health.wellKnownUrl,
    state: health.state,
    failures: health.failures,
    last_probe_at: health.lastProbeAt ?? null,
    last_success_at: health.lastSuccessAt ?? null,
    last_failure_at: health.lastFailureAt ?? null,
    last_failure: health.lastFailure ? JSON.stringify(health.lastFailure) : null,
    findings: JSON.stringify(health.findings),
    clock_ahead_ms: health.clockAheadMs ?? null,
    keys: JSON.stringify(health.keys),
    keys_rotated_at: health.keysRotatedAt ?? null,
    next_probe_at: health.nextProbeAt,
  }
}

function fromRow(row: ConnectionHealthRow): ConnectionHealth {
  return {
    connectionId: row.connection_id as ConnectionId,
    organizationId: row.organization_id as OrganizationId,
    wellKnownUrl: row.well_known_url,
    state: row.state as HealthState,
    failures: row.failures,
    lastProbeAt: row.last_probe_at ?? undefined,
    lastSuccessAt: row.last_success_at ?? undefined,
    lastFailureAt: row.last_failure_at ?? undefined,
    lastFailure: row.last_failure ? JSON.parse(row.last_failure) : undefined,
    findings: JSON.parse(row.findings),
    clockAheadMs: row.clock_ahead_ms ?? undefined,
    keys: JSON.parse(row.keys),
    keysRotatedAt: row.keys_rotated_at ?? undefined,
    nextProbeAt: row.next_probe_at,
  }
}
