import type { Migration } from 'kysely/migration'
import { foundation } from './0001-foundation.ts'

/** Every migration, oldest first. Names are kept in databases: never rename, never reorder. */
export const MIGRATIONS: readonly (readonly [name: string, migration: Migration])[] = [
  ['0001-foundation', foundation],
]
