import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Browser } from './support/browser.ts'
import { createBrowser } from './support/browser.ts'
import {
  authorizeUrl,
  CODE,
  exchange,
  flowServer,
  open,
  signedInBrowser,
} from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
} from './support/running-server.ts'

/** SQLite: writes seem fine until the answer waits for their commit (storage/acknowledge.ts). */
describe('an answer whose commit fails', () => {
  let server: RunningServer
  let browser: Browser
  let app: Awaited<ReturnType<typeof addApplication>>

  before(async () => {
    server = await flowServer()
    await addPerson(server, 'ada@acme.test')
    browser = await signedInBrowser(server, 'ada@acme.test')
    app = await addApplication(server, { settings: CODE })
    await sql`create table nobody (id text primary key)`.execute(server.db)
    await sql`create table lost (id text references nobody(id) deferrable initially deferred)`.execute(
      server.db,
    )
  })

  /** A foreign key that is looked at by the commit alone stands for a disk that is full. */
  async function whileNoCommitOf<T>(table: string, work: () => Promise<T>): Promise<T> {
    const name = sql.table(table)
    await sql`create trigger losing after insert on ${name} begin insert into lost values ('x'); end`.execute(
      server.db,
    )
    try {
      return await work()
    } finally {
      await sql`drop trigger losing`.execute(server.db)
    }
  }

  const codeFor = async () => (await open(browser, authorizeUrl(server, app))).params?.code

  test('gives out no tokens, and leaves the code as it was', async () => {
    const code = await codeFor()
    const answer = await whileNoCommitOf('artifact', () => exchange(server, app, code))
    assert.equal(answer.status, 500)
    assert.doesNotMatch(JSON.stringify(answer), /access_token|id_token/)
    const again = await exchange(server, app, code)
    assert.equal(again.status, 200)
  })

  test('gives out no code, and sends the browser nowhere', async () => {
    const { page, params } = await whileNoCommitOf('artifact', () =>
      open(browser, authorizeUrl(server, app)),
    )
    assert.equal(page.status, 500)
    assert.equal(params?.code, undefined)
  })

  test('sets no cookie of a session that is not there', async () => {
    const stranger = createBrowser()
    const page = await whileNoCommitOf('session', () =>
      stranger.post(`${server.url}/login`, { login: 'ada@acme.test', password: PASSWORD }),
    )
    assert.equal(page.status, 500)
    assert.equal(page.headers['set-cookie'], undefined)
    assert.deepEqual(stranger.cookies.all(), [])
  })
})
