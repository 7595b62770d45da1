import { type Dialect, PostgresDialect } from 'kysely'
import { Pool, type PoolClient, types } from 'pg'
import { SECOND } from '../base/clock.ts'
import type { OpenOptions } from './database.ts'

const INT8 = 20
const STATEMENT_MS = 15 * SECOND
/** PostgreSQL ends a statement that takes too long. Where it is gone without a word, nobody does. */
const SILENCE_MS = STATEMENT_MS + 5 * SECOND
/** For what has to take as long as it takes, to the end of the transaction that says so. */
export const WITHOUT_LIMIT = 'set local statement_timeout = 0'

/** Kysely on PostgreSQL, with every wait bounded. */
export function postgresDialect(
  url: string,
  { poolSize = 10, silenceMs = SILENCE_MS, log }: OpenOptions,
): Dialect {
  const pool = new Pool({
    connectionString: url,
    application_name: 'latchkey',
    max: poolSize,
    connectionTimeoutMillis: 5 * SECOND,
    idleTimeoutMillis: 30 * SECOND,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: 30 * SECOND,
    types: { getTypeParser: parserOf },
  })
  // Without a listener, a connection that the server closes would crash this process. The pool listens
  // to idle ones only; on those in use, the statement under way fails by itself.
  const lost = ({ message: error }: Error) => log?.warn({ error }, 'database connection lost')
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', lost)
    hangUpOnSilence(client, silenceMs)
  })
  return new PostgresDialect({ pool })
}

/**
 * A machine that loses its power or its network closes no connection: the system would wait for it for a
 * quarter of an hour, and such connections would fill the pool long after another machine has taken over.
 */
function hangUpOnSilence(client: PoolClient, silenceMs: number): void {
  const query: (...asked: unknown[]) => Promise<unknown> = client.query.bind(client)
  let isPatient = false
  const watched = async (text: unknown, ...more: unknown[]) => {
    if (text === WITHOUT_LIMIT) isPatient = true
    else if (text === 'commit' || text === 'rollback') isPatient = false
    const timer = isPatient ? undefined : setTimeout(() => hangUp(client), silenceMs)
    try {
      return await query(text, ...more)
    } finally {
      clearTimeout(timer)
    }
  }
  Object.assign(client, { query: watched })
}

function hangUp(client: PoolClient): void {
  // Not in the types; `end`, which is, would wait for the statement under way.
  const { connection } = client as PoolClient & { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}

/** Our bigints are epoch milliseconds and counts, far below 2^53; by default pg returns text. */
const parserOf: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format as 'text')
