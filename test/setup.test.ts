import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { DAY, MINUTE } from '../src/base/clock.ts'
import { createLog } from '../src/base/log.ts'
import { createSealer } from '../src/base/seal.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { listOrganizations } from '../src/core/organizations/organization-store.ts'
import { findUserByLogin } from '../src/core/users/user-store.ts'
import { createServer, type LatchkeyServer } from '../src/server.ts'
import type { Db } from '../src/storage/database.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'

for (const engine of engines) {
  describe(`the first run on ${engine.name}`, () => {
    let db: Db
    let server: LatchkeyServer
    let url: string
    let link: string
    let at: number

    beforeEach(async () => {
      db = await engine.fresh()
      at = Date.now()
      server = createServer({
        db,
        now: () => at,
        sealer: createSealer(randomBytes(32)),
        log: createLog('fatal'),
        trustedProxies: [],
        outboundAllow: [],
        keepsTraces: true,
        traceRetentionMs: DAY,
        mostTraces: 1_000,
      })
      link = (await server.beginSetup()) ?? ''
      const [address] = await server.listen([{ host: '127.0.0.1', port: 0 }])
      url = `http://localhost:${address?.port}`
    })
    afterEach(() => server.close())

    const filled = () => ({
      organizationName: 'Acme Tools',
      url,
      ownerName: 'Ada Lovelace',
      email: 'ada@acme.test',
      password: 'correct-horse-battery',
    })

    test('a proxy that is not trusted is named, with the address it speaks of', async () => {
      const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'id.acme.test' }
      const page = await createBrowser().get(url + link, { headers })
      assert.match(page.text, /browser is at https:\/\/id\.acme\.test/)
      assert.match(page.text, /put 127\.0\.0\.1 among trustedProxies/)
      assert.doesNotMatch((await createBrowser().get(url + link)).text, /proxy/)
    })

    test('the printed link makes the organization and its owner, and signs the owner in', async () => {
      const browser = createBrowser()
      const page = await browser.get(url + link)
      assert.equal(page.status, 200)
      assert.equal(page.forms[0]?.fields.url, url)
      const arrived = await browser.submit(page, filled(), {
        until: ({ pathname }) => pathname === '/console/',
      })
      assert.equal(arrived.next, `${url}/console/`)
      const [organization] = await listOrganizations(db)
      assert.equal(organization?.slug, 'acme-tools')
      assert.ok(organization)
      const owner = await findUserByLogin(db, organization.id, 'ada@acme.test')
      assert.equal(owner?.role, 'owner')
      const session = await browser.get(`${url}/api/v1/session`)
      assert.equal(JSON.parse(session.html).person.role, 'owner')
      const made = await listEvents(db, organization.id, { type: 'organization.lifecycle.create' })
      assert.equal(made.length, 1)
    })

    test('nothing else answers until then, and everything does afterwards', async () => {
      const browser = createBrowser()
      for (const path of ['/', '/login', '/api/v1/session', '/.well-known/openid-configuration']) {
        const page = await browser.get(url + path)
        assert.equal(page.status, 503, path)
        assert.match(page.text, /Not set up yet/)
      }
      assert.equal((await browser.get(`${url}/healthz`)).status, 200)
      await browser.submit(await browser.get(url + link), filled(), { until: () => true })
      assert.equal((await browser.get(`${url}/.well-known/openid-configuration`)).status, 200)
    })

    test('the link works once, for thirty minutes, and no other does', async () => {
      const browser = createBrowser()
      assert.equal((await browser.get(`${url}/setup/wrong`)).status, 404)
      at += 30 * MINUTE
      const late = await browser.get(url + link)
      assert.equal(late.status, 404)
      assert.match(late.text, /30 minutes/)
      at -= MINUTE
      await browser.submit(await browser.get(url + link), filled(), { until: () => true })
      assert.equal((await createBrowser().get(url + link)).status, 404)
      assert.equal((await listOrganizations(db)).length, 1)
    })

    test('what is wrong is said, and what was typed stays', async () => {
      const browser = createBrowser()
      const page = await browser.get(url + link)
      const refused = await browser.submit(page, { ...filled(), url: 'http://id.acme.test/path' })
      assert.equal(refused.status, 400)
      assert.match(refused.text, /origin such as/)
      assert.equal(refused.forms[0]?.fields.organizationName, 'Acme Tools')
      assert.doesNotMatch(refused.html, /correct-horse/)
      const short = await browser.submit(page, { ...filled(), password: 'short' })
      assert.match(short.text, /8 to 256/)
      assert.equal((await listOrganizations(db)).length, 0)
    })

    test('another site cannot fill the form in for its reader', async () => {
      const browser = createBrowser()
      const from = 'https://evil.example/'
      const refused = await browser.post(url + link, filled(), { from })
      assert.equal(refused.status, 403)
      assert.equal((await listOrganizations(db)).length, 0)
    })

    test('of two who fill it in at once one becomes the owner', async () => {
      const answers = await Promise.all(
        ['ada', 'eve'].map(async (name) => {
          const browser = createBrowser()
          const page = await browser.get(url + link)
          const values = { ...filled(), email: `${name}@acme.test` }
          return (await browser.submit(page, values, { until: () => true })).status
        }),
      )
      assert.deepEqual(answers.toSorted(), [303, 409])
      assert.equal((await listOrganizations(db)).length, 1)
    })

    test('for another address than the browser is at, the way there is shown', async () => {
      const browser = createBrowser()
      const values = { ...filled(), url: 'https://id.acme.test/' }
      const done = await browser.submit(await browser.get(url + link), values)
      assert.equal(done.status, 200)
      assert.match(done.text, /https:\/\/id\.acme\.test/)
      assert.equal((await listOrganizations(db))[0]?.url, 'https://id.acme.test')
    })
  })
}
