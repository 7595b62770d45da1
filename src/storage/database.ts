import type { Kysely } from 'kysely'
import type { Log } from '../base/log.ts'
import type { Tables } from './tables.ts'

/** A database, or a transaction in one: stores take either and cannot tell them apart. */
export type Db = Kysely<Tables>

export type OpenOptions = {
  /** Connections to PostgreSQL at most; SQLite needs one. */
  poolSize?: number
  /** Hears of connections that were lost while nobody used them. */
  log?: Pick<Log, 'warn'>
}
