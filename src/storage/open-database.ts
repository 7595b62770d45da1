import { closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Db, OpenOptions } from './database.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import { postgresDialect } from './postgres.ts'
import type { Tables } from './tables.ts'

type Engine = 'sqlite' | 'postgres'

export type OpenDatabase = {
  db: Db
  engine: Engine
  close(): Promise<void>
}

/**
 * Opens `sqlite:./data/latchkey.db`, `sqlite::memory:` or `postgres://…`. A missing SQLite file is
 * created, with its folder; tables are not (see migrate.ts).
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<OpenDatabase> {
  const engine = engineOf(url)
  const dialect =
    engine === 'sqlite' ? nodeSqliteDialect(openSqlite(url)) : postgresDialect(url, options)
  const db = new Kysely<Tables>({ dialect })
  try {
    await sql`select 1`.execute(db) // A database that does not answer should fail here, not later.
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { db, engine, close: () => db.destroy() }
}

function engineOf(url: string): Engine {
  if (url.startsWith('sqlite:')) return 'sqlite'
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres'
  throw new Failure(
    'invalid_input',
    'The database must be given as sqlite:FILE, sqlite::memory: or postgres://USER@HOST/NAME.',
  )
}

const BUSY_TIMEOUT_MS = 5 * SECOND
const SYNCHRONOUS = new Set(['normal', 'full'])

function openSqlite(url: string): DatabaseSync {
  const [file = '', query] = url.slice('sqlite:'.length).split('?')
  const synchronous = new URLSearchParams(query).get('synchronous') ?? 'normal'
  if (!file || !SYNCHRONOUS.has(synchronous)) {
    throw new Failure(
      'invalid_input',
      `The database address ${url} must name a file, and synchronous must be normal or full.`,
    )
  }
  if (file !== ':memory:') makeFile(file)
  const sqlite = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  // In WAL mode NORMAL survives a killed process; FULL survives a power failure too.
  sqlite.exec(`
    pragma journal_mode = wal;
    pragma synchronous = ${synchronous};
    pragma foreign_keys = on;
    pragma wal_autocheckpoint = 10000;
    pragma journal_size_limit = 67108864;
  `)
  return sqlite
}

/** Readable by its owner only; SQLite gives the files it puts beside it the same mode. */
function makeFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}
