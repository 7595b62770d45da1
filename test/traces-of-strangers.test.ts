import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MINUTE } from '../src/base/clock.ts'
import { findAttempt, listAttempts } from '../src/core/audit/attempt-store.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { type MovableClock, movableClock } from './support/movable-clock.ts'
import { addPerson, PASSWORD, type RunningServer, startServer } from './support/running-server.ts'

const MOST = 1_000

for (const engine of engines) {
  describe(`traces of strangers on ${engine.name}`, () => {
    let now: MovableClock
    let server: RunningServer
    let watchers = 0
    before(async () => {
      now = movableClock()
      server = await startServer(await engine.fresh(), { now, trustedProxies: ['127.0.0.1'] })
    })
    after(() => server.close())

    const from = (address: string) => createBrowser({ headers: { 'x-forwarded-for': address } })
    /** What anybody may send without being anybody. */
    const JUNK = [
      (address: string) =>
        from(address).post(`${server.url}/sso/openid/backchannel-logout`, { logout_token: 'junk' }),
      (address: string) => from(address).get(`${server.url}/sso/openid?state=junk&code=junk`),
      (address: string) => from(address).get(`${server.url}/sso/openid/initiate?iss=junk`),
      (address: string) =>
        from(address).get(`${server.url}/oauth2/v1/authorize?client_id=junk&response_type=code`),
      (address: string) => from(address).get(`${server.url}/login/junk`),
    ]
    async function send(address: string, count: number): Promise<void> {
      for (let sent = 0; sent < count; sent += 50) {
        const some = Array.from({ length: Math.min(50, count - sent) }, (_, i) => JUNK[i % 5])
        await Promise.all(some.map((one) => one?.(address)))
      }
    }
    /** Traces are stored a batch at a time: once one of the next batch is there, all before it are. */
    async function stored(): Promise<void> {
      await oneStored()
      await oneStored()
    }
    async function oneStored(): Promise<void> {
      const { text } = await from(`192.0.2.${++watchers}`).post(
        `${server.url}/sso/openid/backchannel-logout`,
        { logout_token: 'junk' },
      )
      const code = /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(text)?.[0] ?? ''
      const deadline = Date.now() + 10_000
      while (!(await findAttempt(server.db, server.organization.id, code))) {
        assert.ok(Date.now() < deadline, 'it is never stored')
        await new Promise((resume) => setImmediate(resume))
      }
    }
    async function keptOf(address: string): Promise<number> {
      await stored()
      const { db, organization } = server
      const kept = await listAttempts(db, organization.id, {}, { limit: 5_000 })
      return kept.filter((attempt) => attempt.address === address).length
    }

    test('one address that sends junk to every door leaves a thousand, and others all of theirs', async () => {
      await send('203.0.113.1', MOST + 100)
      // The clock goes on meanwhile, by less than a few minutes.
      const kept = await keptOf('203.0.113.1')
      assert.ok(kept >= MOST && kept < MOST + 10, `${kept}`)
      await send('203.0.113.2', 5)
      assert.equal(await keptOf('203.0.113.2'), 5)

      const before = await keptOf('203.0.113.1')
      now.advance(3 * MINUTE)
      await send('203.0.113.1', 50)
      const earned = (await keptOf('203.0.113.1')) - before
      assert.ok(earned >= 3 && earned < 10, `${earned}`)
    })

    test('whoever gets in from there leaves a trace, and gives the address some back', async () => {
      await addPerson(server, 'ada@acme.test')
      const before = await keptOf('203.0.113.1')
      const browser = from('203.0.113.1')
      const sent = { login: 'ada@acme.test', password: PASSWORD, return_to: '/account' }
      const page = await browser.post(`${server.url}/login`, sent)
      assert.equal(new URL(page.url).pathname, '/account')
      assert.equal((await keptOf('203.0.113.1')) - before, 1)
      await send('203.0.113.1', 5)
      const more = (await keptOf('203.0.113.1')) - before
      assert.ok(more >= 3, `${more}`)
    })

    test('an IPv6 network is one address', async () => {
      for (let n = 0; n < 10; n += 1) await send(`2001:db8::${n + 1}`, 105)
      const kept = await Promise.all(
        Array.from({ length: 10 }, (_, n) => keptOf(`2001:db8::${n + 1}`)),
      )
      const all = kept.reduce((sum, one) => sum + one, 0)
      assert.ok(all >= MOST && all < MOST + 10, `${all}`)
    })
  })
}
