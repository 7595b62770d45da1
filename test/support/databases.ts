import { randomBytes } from 'node:crypto'
import { after } from 'node:test'
import { Client } from 'pg'
import type { Db, OpenOptions } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { type OpenDatabase, openDatabase } from '../../src/storage/open-database.ts'
import { leasePostgres, type PostgresLease } from './postgres-lease.ts'

export type TestEngine = {
  name: 'SQLite' | 'PostgreSQL'
  /** A new, migrated, empty database. It is closed and dropped when the test file ends. */
  fresh(): Promise<Db>
  /** The same, with what `openDatabase` answers and the address to open it a second time. */
  open(options?: OpenOptions): Promise<OpenDatabase & { url: string }>
  /** A new database without any table. On SQLite `url` is this one connection's own memory. */
  openEmpty(options?: OpenOptions): Promise<OpenDatabase & { url: string }>
}

const opened: OpenDatabase[] = []

/** `for (const engine of engines) describe(engine.name, () => { … await engine.fresh() … })` */
export const engines: readonly TestEngine[] = [
  engineOf('SQLite', openMemory, async (options) => {
    const database = await openMemory(options)
    await migrate(database.db)
    return database
  }),
  engineOf(
    'PostgreSQL',
    (options) => openCopyOf('template0', options),
    async (options) => openCopyOf(await template(), options),
  ),
]

function engineOf(
  name: TestEngine['name'],
  openEmpty: TestEngine['openEmpty'],
  open: TestEngine['open'],
): TestEngine {
  return { name, openEmpty, open, fresh: async () => (await open()).db }
}

async function openMemory(options?: OpenOptions): Promise<OpenDatabase & { url: string }> {
  const url = 'sqlite::memory:'
  return { ...remember(await openDatabase(url, options)), url }
}

function remember(database: OpenDatabase): OpenDatabase {
  opened.push(database)
  return database
}

type Server = { admin: Client; url: string; lease: PostgresLease | undefined }

const run = `latchkey_test_${randomBytes(6).toString('hex')}`
const created: string[] = []
let serverOnce: Promise<Server> | undefined
let templateOnce: Promise<string> | undefined

function server(): Promise<Server> {
  serverOnce ??= connectToServer()
  return serverOnce
}

async function connectToServer(): Promise<Server> {
  const given = process.env.LATCHKEY_TEST_DATABASE_URL
  const lease = given ? undefined : await leasePostgres()
  const url = given ?? lease?.url ?? ''
  const admin = new Client({ connectionString: url })
  await admin.connect()
  return { admin, url, lease }
}

async function create(origin: string): Promise<string> {
  const { admin } = await server()
  const name = `${run}_${created.length}`
  created.push(name)
  await admin.query(`create database ${name} template ${origin}`)
  return name
}

/** Migrated once in each test process; a copy of it costs a fraction of the migrations. */
function template(): Promise<string> {
  templateOnce ??= (async () => {
    const name = await create('template0')
    const database = await openDatabase(await addressOf(name))
    await migrate(database.db)
    await database.close()
    return name
  })()
  return templateOnce
}

async function openCopyOf(
  origin: string,
  options: OpenOptions = {},
): Promise<OpenDatabase & { url: string }> {
  const url = await addressOf(await create(origin))
  return { ...remember(await openDatabase(url, { poolSize: 5, ...options })), url }
}

async function addressOf(name: string): Promise<string> {
  const url = new URL((await server()).url)
  url.pathname = `/${name}`
  return url.href
}

after(async () => {
  await Promise.all(opened.map((database) => database.close()))
  if (!serverOnce) return
  const { admin, lease } = await serverOnce
  for (const name of created.toReversed()) {
    await admin.query(`drop database if exists ${name} with (force)`)
  }
  await admin.end()
  lease?.release()
})
