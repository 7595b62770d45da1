import { type Dialect, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import { SECOND } from '../base/clock.ts'
import type { OpenOptions } from './database.ts'

const INT8 = 20

/** Kysely on PostgreSQL, with every wait bounded. */
export function postgresDialect(
  url: string,
  { poolSize = 10, log }: Pick<OpenOptions, 'poolSize' | 'log'>,
): Dialect {
  const pool = new Pool({
    connectionString: url,
    application_name: 'latchkey',
    max: poolSize,
    connectionTimeoutMillis: 5 * SECOND,
    idleTimeoutMillis: 30 * SECOND,
    statement_timeout: 15 * SECOND,
    idle_in_transaction_session_timeout: 30 * SECOND,
    types: { getTypeParser: parserOf },
  })
  // Without a listener, an idle connection that the server closes would crash this process.
  pool.on('error', (error) => log?.warn({ error: error.message }, 'database connection lost'))
  return new PostgresDialect({ pool })
}

/** Our bigints are epoch milliseconds and counts, far below 2^53; by default pg returns text. */
const parserOf: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format as 'text')
