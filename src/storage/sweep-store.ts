import { PostgresAdapter } from 'kysely'
import { DAY } from '../base/clock.ts'
import { lowestId } from '../base/ids.ts'
import type { Db } from './database.ts'
import { sweepSurplusTraces } from './sweep-traces-store.ts'

type SweptTable =
  | 'session'
  | 'sign_in_attempt'
  | 'connection_test'
  | 'link_request'
  | 'pending_sign_in'
  | 'totp_factor'
  | 'used_challenge'
  | 'throttle'
  | 'used_logout_token'
  | 'mail'
  | 'artifact'
  | 'signing_key'
  | 'idempotency_key'
  | 'password_link'
  | 'recovery_link'
  | 'api_token'
  | 'provisioning_token'
  | 'trace'
export type Swept = Readonly<Record<SweptTable | 'surplus_trace', number>>

/** Expired tokens are still listed for a while, since some program may be using them. */
const TOKENS_SHOWN_MS = 30 * DAY

type SweepOptions = {
  now: number
  /** At most so many rows of each table, so that nobody waits long for a sweep. */
  limit?: number
  traceRetentionMs: number
  /** Per organization. */
  mostTraces: number
}

/** Deletes what has expired, at most `limit` rows of each table. Returns how many it deleted. */
export async function sweepExpired(
  db: Db,
  { now, limit = 500, traceRetentionMs, mostTraces }: SweepOptions,
): Promise<Swept> {
  return {
    session: await sweep(db, 'session', 'expires_at', now, limit),
    link_request: await sweep(db, 'link_request', 'expires_at', now, limit),
    pending_sign_in: await sweep(db, 'pending_sign_in', 'expires_at', now, limit),
    // Only those never confirmed: once confirmed, they do not expire.
    totp_factor: await sweep(db, 'totp_factor', 'expires_at', now, limit),
    used_challenge: await sweep(db, 'used_challenge', 'expires_at', now, limit),
    mail: await sweep(db, 'mail', 'expires_at', now, limit),
    used_logout_token: await sweep(db, 'used_logout_token', 'expires_at', now, limit),
    throttle: await sweep(db, 'throttle', 'expires_at', now, limit),
    sign_in_attempt: await sweep(db, 'sign_in_attempt', 'expires_at', now, limit),
    connection_test: await sweep(db, 'connection_test', 'expires_at', now, limit),
    artifact: await sweep(db, 'artifact', 'expires_at', now, limit),
    signing_key: await sweep(db, 'signing_key', 'retires_at', now, limit),
    idempotency_key: await sweep(db, 'idempotency_key', 'expires_at', now, limit),
    password_link: await sweep(db, 'password_link', 'expires_at', now, limit),
    recovery_link: await sweep(db, 'recovery_link', 'expires_at', now, limit),
    api_token: await sweep(db, 'api_token', 'expires_at', now - TOKENS_SHOWN_MS, limit),
    provisioning_token: await sweep(
      db,
      'provisioning_token',
      'expires_at',
      now - TOKENS_SHOWN_MS,
      limit,
    ),
    // Ids of traces sort by time, so the primary key serves as the index on their age.
    trace: await sweep(db, 'trace', 'id', lowestId('trace', now - traceRetentionMs), limit),
    surplus_trace: await sweepSurplusTraces(db, { most: mostTraces, limit }),
  }
}

async function sweep(
  db: Db,
  table: SweptTable,
  column: 'expires_at' | 'retires_at' | 'id',
  bound: number | string,
  limit: number,
): Promise<number> {
  const { ref } = db.dynamic
  const named = table as 'session' // The cast is safe: each has an `id`, and only that is named.
  // Nodes that sweep at the same time take different rows instead of waiting for each other.
  const hasManyNodes = db.getExecutor().adapter instanceof PostgresAdapter
  const { numDeletedRows } = await db
    // A `with` clause, because a subquery with a limit may be run more than once.
    .with('expired', (part) =>
      part
        .selectFrom(named)
        .select('id')
        .where(ref(column), '<=', bound)
        .orderBy(ref(column))
        .limit(limit)
        .$if(hasManyNodes, (query) => query.forUpdate().skipLocked()),
    )
    .deleteFrom(named)
    .where('id', 'in', (part) => part.selectFrom('expired').select('id'))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
