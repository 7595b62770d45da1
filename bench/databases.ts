import { createHash, randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { leasePostgres } from '../test/support/postgres-lease.ts'
import { makeInstallation } from './installation.ts'

/** A database, and the port that its organizations' addresses name. */
export type Installed = Readonly<{ database: string; port: number; people: number }>

export type Databases = Readonly<{
  engine: string
  /** The address of a database with this many people, for a server at this port. */
  make(people: number, port: number): Promise<Installed>
  drop(): Promise<void>
}>

export async function openDatabases(kind: string): Promise<Databases> {
  return kind === 'sqlite' ? sqliteFiles() : postgresDatabases(kind)
}

const FOLDER = path.join(tmpdir(), 'latchkey-bench')
/** From here on a seeded file is worth keeping for the next run. */
const KEPT_FROM = 100_000

function sqliteFiles(): Databases {
  const run = path.join(FOLDER, `run-${process.pid}`)
  mkdirSync(run, { recursive: true, mode: 0o700 })
  return {
    engine: 'SQLite (WAL, synchronous=normal)',
    async make(people, port) {
      const file = path.join(run, `${people}.db`)
      if (people < KEPT_FROM) await makeInstallation(`sqlite:${file}`, { port, people })
      else copyFileSync(await seededFile(people, port), file)
      return { database: `sqlite:${file}`, port, people }
    },
    drop: async () => rmSync(run, { recursive: true, force: true }),
  }
}

async function seededFile(people: number, port: number): Promise<string> {
  const kept = path.join(FOLDER, `seeded-${versionOfSeed()}-${port}-${people}.db`)
  if (existsSync(kept)) return kept
  const draft = `${kept}.${process.pid}`
  await makeInstallation(`sqlite:${draft}`, { port, people })
  renameSync(draft, kept)
  return kept
}

/** A file that was made by other code is not taken for one of today's. */
function versionOfSeed(): string {
  const hash = createHash('sha256')
  const sources = ['./seed.ts', './installation.ts', './target.ts', '../src/storage/tables.ts']
  for (const source of [...sources, '../src/storage/migrations/all.ts']) {
    hash.update(readFileSync(new URL(source, import.meta.url)))
  }
  return hash.digest('hex').slice(0, 12)
}

async function postgresDatabases(kind: string): Promise<Databases> {
  const lease = kind === 'postgres' ? await leasePostgres() : undefined
  const server = lease?.url ?? kind
  const admin = new Client({ connectionString: server })
  await admin.connect()
  const names: string[] = []
  const settings = await admin.query('show fsync')
  return {
    engine: `PostgreSQL (fsync ${settings.rows[0]?.fsync})`,
    async make(people, port) {
      const name = `latchkey_bench_${randomBytes(6).toString('hex')}`
      await admin.query(`create database ${name}`)
      names.push(name)
      const url = new URL(server)
      url.pathname = `/${name}`
      await makeInstallation(url.href, { port, people })
      return { database: url.href, port, people }
    },
    async drop() {
      for (const name of names) await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
      lease?.release()
    },
  }
}
