import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** A database, or a transaction in one: stores take either and cannot tell them apart. */
export type Db = Kysely<Tables>
