import type { Kysely } from 'kysely'
import type { Log } from '../base/log.ts'
import type { Tables } from './tables.ts'

/** A database, or a transaction in one: stores take either and cannot tell them apart. */
export type Db = Kysely<Tables>

export type OpenOptions = {
  /** Connections to PostgreSQL at most; SQLite needs one. */
  poolSize?: number
  /** After this long without an answer PostgreSQL is taken to be gone; of no use for SQLite. */
  silenceMs?: number
  /** Hears of connections that were lost. */
  log?: Pick<Log, 'warn'>
}
