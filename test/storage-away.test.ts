import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { oneAtATime } from '../src/storage/one-at-a-time.ts'
import { type OpenDatabase, openDatabase } from '../src/storage/open-database.ts'
import { WITHOUT_LIMIT } from '../src/storage/postgres.ts'
import { isDatabaseAway } from '../src/web/database-away.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { type DatabaseGate, startDatabaseGate } from './support/database-gate.ts'
import { engines } from './support/databases.ts'
import { type RunningServer, startServer } from './support/running-server.ts'

const engine = (name: string) => {
  const found = engines.find((one) => one.name === name)
  assert.ok(found)
  return found
}

const POOL_SIZE = 3
const HTML = { accept: 'text/html' }

/** What a browser, a program and an application are answered. */
async function statusesOf({ url }: RunningServer, { cookie }: AdminClient): Promise<number[]> {
  const asked: [path: string, init: RequestInit][] = [
    ['/login', { headers: HTML }],
    ['/api/v1/users', { headers: { cookie } }],
    ['/oauth2/v1/userinfo', { headers: { authorization: 'Bearer nobody' } }],
    ['/scim/v2/Users', { headers: { authorization: 'Bearer nobody' } }],
    ['/readyz', {}],
  ]
  return Promise.all(asked.map(async ([path, init]) => (await fetch(`${url}${path}`, init)).status))
}

describe('a PostgreSQL that goes away', () => {
  let gate: DatabaseGate
  let database: OpenDatabase
  let server: RunningServer
  let owner: AdminClient

  before(async () => {
    const { url } = await engine('PostgreSQL').open()
    gate = await startDatabaseGate(url)
    database = await openDatabase(gate.url, { poolSize: POOL_SIZE, silenceMs: 500 })
    server = await startServer(database.db)
    owner = await signedInAs(server, 'owner')
  })
  after(async () => {
    await server.close()
    await database.close()
    await gate.close()
  })

  test('in the middle of a statement fails that statement, and ends no process', async () => {
    const statement = sql`select pg_sleep(20)`.execute(database.db)
    await delay(200)
    gate.shut()
    await assert.rejects(statement, isDatabaseAway)
    gate.open()
    assert.deepEqual(await statusesOf(server, owner), [200, 200, 401, 401, 200])
  })

  test('is answered with 503 and what to do, and forgotten when it is back', async () => {
    gate.shut()
    await delay(2_100) // Settings of an organization are held for two seconds.
    assert.deepEqual(await statusesOf(server, owner), [503, 503, 503, 503, 503])
    const page = await fetch(`${server.url}/login`, { headers: HTML })
    assert.match(await page.text(), /The database does not answer/)
    const { body, headers } = await owner.get('/users')
    assert.equal(body.code, 'database_away')
    assert.equal(headers.get('content-type'), 'application/problem+json')
    gate.open()
    assert.deepEqual(await statusesOf(server, owner), [200, 200, 401, 401, 200])
  })

  test('without a word is hung up on, and another connection is made', async () => {
    await sql`select 1`.execute(database.db)
    gate.fallSilent()
    await assert.rejects(sql`select 2`.execute(database.db), isDatabaseAway)
    // Each of the others in the pool is found out by whoever is given it.
    const ask = () => sql<{ three: number }>`select 3 as three`.execute(database.db)
    let answered = await ask().catch(() => undefined)
    for (let more = 1; more < POOL_SIZE && !answered; more += 1) {
      answered = await ask().catch(() => undefined)
    }
    assert.deepEqual(answered?.rows, [{ three: 3 }])
  })

  test('fails nothing by being away while only the turn of a process is held there', async () => {
    const done = await oneAtATime(database.db, 1, async () => {
      gate.shut()
      gate.open()
      return 'done'
    })
    assert.equal(done, 'done')
    assert.equal(await oneAtATime(database.db, 1, async () => 'again'), 'again')
  })

  test('is given the time that a migration takes, and no other statement', async () => {
    const asleep = sql`select pg_sleep(1)`
    await database.db.transaction().execute(async (tx) => {
      await sql.raw(WITHOUT_LIMIT).execute(tx)
      await asleep.execute(tx)
    })
    await assert.rejects(asleep.execute(database.db), isDatabaseAway)
  })
})

describe('an SQLite that has no room left', () => {
  test('refuses what would be written with 503, and goes on when there is room', async () => {
    const db = await engine('SQLite').fresh()
    const server = await startServer(db)
    const owner = await signedInAs(server, 'owner')
    const most = async (pages: number) => sql.raw(`pragma max_page_count = ${pages}`).execute(db)
    const description = 'x'.repeat(500)
    const make = async (name: string) =>
      (await owner.call('POST', '/groups', { name, description })).status
    await most(1) // No less than there are.
    const seen = new Set<number>()
    for (let i = 0; i < 200 && !seen.has(503); i += 1) seen.add(await make(`group ${i}`))
    assert.deepEqual([...seen].sort(), [201, 503])
    assert.equal((await fetch(`${server.url}/login`)).status, 200)
    await most(1_000_000)
    assert.equal(await make('there is room'), 201)
    await server.close()
  })
})
