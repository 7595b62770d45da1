import type { Selectable } from 'kysely'
import type {
  ConnectionId,
  ConnectionTestId,
  OrganizationId,
  SessionId,
  UserId,
} from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { ConnectionTestRow } from '../../storage/tables.ts'
import {
  type ConnectionTest,
  type EndedTest,
  EVIDENCE_MS,
  MOST_KEPT,
  type OpenTest,
  type TestOutcome,
} from './connection-test.ts'

export async function insertConnectionTest(db: Db, test: OpenTest): Promise<void> {
  await db
    .insertInto('connection_test')
    .values({
      id: test.id,
      organization_id: test.organizationId,
      connection_id: test.connectionId ?? null,
      user_id: test.userId,
      session_id: test.sessionId,
      values_digest: test.valuesDigest,
      trace_code: test.traceCode,
      state_digest: test.stateDigest,
      browser_digest: test.browserDigest,
      asked_sealed: test.askedSealed,
      created_at: test.createdAt,
      expires_at: test.expiresAt,
    })
    .execute()
}

/** Once, and in its own browser only: in one statement, like that of a sign-in. */
export async function takeConnectionTest(
  db: Db,
  by: Readonly<{ organizationId: OrganizationId; stateDigest: string; browserDigest: string }>,
  now: number,
): Promise<Readonly<{ test: ConnectionTest; askedSealed: string }> | undefined> {
  const row = await db
    .selectFrom('connection_test')
    .selectAll()
    .where('state_digest', '=', by.stateDigest)
    .where('organization_id', '=', by.organizationId)
    .executeTakeFirst()
  if (!row?.asked_sealed) return
  const taken = await db
    .updateTable('connection_test')
    .set({ state_digest: null, asked_sealed: null })
    .where('id', '=', row.id)
    .where('state_digest', '=', by.stateDigest)
    .where('browser_digest', '=', by.browserDigest)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return taken.numUpdatedRows > 0n
    ? { test: fromRow(row), askedSealed: row.asked_sealed }
    : undefined
}

/** Keeps what came of it, and no more than the newest few. */
export async function endConnectionTest(
  db: Db,
  { id, organizationId, connectionId }: ConnectionTest,
  { outcome, resultSealed }: Readonly<{ outcome: TestOutcome; resultSealed: string }>,
  now: number,
): Promise<void> {
  await db
    .updateTable('connection_test')
    .set({ outcome, result_sealed: resultSealed, ended_at: now, expires_at: now + EVIDENCE_MS })
    .where('id', '=', id)
    .execute()
  const ended = selectEnded(db, organizationId, connectionId).select('id').orderBy('id', 'desc')
  const rows = await ended.limit(100).offset(MOST_KEPT).execute()
  const surplus = rows.map((row) => row.id)
  if (surplus.length > 0) {
    await db.deleteFrom('connection_test').where('id', 'in', surplus).execute()
  }
}

export async function findEndedTest(
  db: Db,
  organizationId: OrganizationId,
  id: string,
): Promise<EndedTest | undefined> {
  const row = await db
    .selectFrom('connection_test')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .where('outcome', 'is not', null)
    .executeTakeFirst()
  return row && endedFromRow(row)
}

/** The newest first. */
export async function listEndedTests(
  db: Db,
  organizationId: OrganizationId,
  connectionId: ConnectionId,
): Promise<EndedTest[]> {
  const ended = selectEnded(db, organizationId, connectionId).selectAll()
  const rows = await ended.orderBy('id', 'desc').limit(MOST_KEPT).execute()
  return rows.map(endedFromRow)
}

/** Whether somebody tested these very values since a time, and would have been let in. */
export async function hasTestedSince(
  db: Db,
  by: Readonly<{ organizationId: OrganizationId; userId: UserId; valuesDigest: string }>,
  since: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('connection_test')
    .select('id')
    .where('organization_id', '=', by.organizationId)
    .where('user_id', '=', by.userId)
    .where('values_digest', '=', by.valuesDigest)
    .where('outcome', '=', 'would_sign_in')
    .where('ended_at', '>', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function selectEnded(
  db: Db,
  organizationId: OrganizationId,
  connectionId: ConnectionId | undefined,
) {
  return db
    .selectFrom('connection_test')
    .where('organization_id', '=', organizationId)
    .where('connection_id', connectionId ? '=' : 'is', connectionId ?? null)
    .where('outcome', 'is not', null)
}

function fromRow(row: Selectable<ConnectionTestRow>): ConnectionTest {
  return {
    id: row.id as ConnectionTestId,
    organizationId: row.organization_id as OrganizationId,
    connectionId: (row.connection_id as ConnectionId | null) ?? undefined,
    userId: row.user_id as UserId,
    sessionId: row.session_id as SessionId,
    valuesDigest: row.values_digest,
    traceCode: row.trace_code,
    browserDigest: row.browser_digest,
    createdAt: row.created_at,
  }
}

function endedFromRow(row: Selectable<ConnectionTestRow>): EndedTest {
  return {
    ...fromRow(row),
    // Whoever reads these asked for rows that have an outcome, which come with both.
    outcome: row.outcome as TestOutcome,
    resultSealed: row.result_sealed ?? '',
    endedAt: row.ended_at ?? row.created_at,
  }
}
