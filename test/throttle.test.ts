import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DAY, MINUTE, SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/ids.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import type { Tried } from '../src/core/throttle/bucket.ts'
import { countTry, returnTries } from '../src/core/throttle/count-try.ts'
import { verifyPassword } from '../src/core/users/password.ts'
import type { User } from '../src/core/users/user.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { type MovableClock, movableClock } from './support/movable-clock.ts'
import { signedInBrowser } from './support/provider-flows.ts'
import { addPerson, PASSWORD, type RunningServer, startServer } from './support/running-server.ts'

const withoutCode = ({ text }: BrowserPage) => text.replace(/[A-Z2-9]{4}-[A-Z2-9]{4}/, '')

for (const engine of engines) {
  describe(`guessing is slowed on ${engine.name}`, () => {
    let now: MovableClock
    let server: RunningServer
    let people = 0
    let networks = 0

    before(async () => {
      now = movableClock()
      server = await startServer(await engine.fresh(), { now, trustedProxies: ['127.0.0.1'] })
    })
    after(() => server.close())

    const person = (more: Partial<User> = {}) =>
      addPerson(server, `person${people++}@acme.test`, more)
    /** A browser somewhere else than all before. */
    const stranger = () =>
      createBrowser({ headers: { 'x-forwarded-for': `198.51.100.${++networks}` } })
    const type = (browser: Browser, login: string, password = 'not the right one') =>
      browser.post(`${server.url}/login`, { login, password, return_to: '/account' })
    const isIn = ({ url, status }: BrowserPage) =>
      status === 200 && new URL(url).pathname === '/account'
    async function exhaust(login: string, browser = stranger()): Promise<Browser> {
      for (let n = 0; n < 10; n += 1) assert.equal((await type(browser, login)).status, 401)
      return browser
    }

    test('the eleventh quick try is refused, the right password too, with what was typed kept', async () => {
      const ada = await person()
      const browser = await exhaust(ada.login)
      const page = await type(browser, ada.login, PASSWORD)
      assert.equal(page.status, 429)
      assert.match(page.text, /tried too often\. Try again in a minute\./)
      assert.equal(page.forms[0]?.fields.login, ada.login)
      const seconds = Number(page.headers['retry-after'])
      assert.ok(seconds > 30 && seconds <= 60, `${seconds} seconds`)
      assert.equal((await type(stranger(), ` ${ada.login.toUpperCase()}`, PASSWORD)).status, 429)
    })

    test('a try that nobody had time to look at is none, and what was typed stays', async () => {
      const { login, passwordHash } = await person()
      let isCrowded = true
      const another = async () => {
        while (isCrowded) {
          await verifyPassword(passwordHash, 'of somebody else').catch(() => undefined)
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      const crowd = Array.from({ length: 90 }, another)
      const browser = stranger()
      const tries: BrowserPage[] = []
      for (let n = 0; n < 10; n += 1) tries.push(await type(browser, login))
      isCrowded = false
      await Promise.all(crowd)
      const busy = tries.filter(({ status }) => status === 503)
      assert.ok(busy.length > 0)
      for (const page of busy) {
        assert.match(page.text, /Too many people are signing in at once/)
        assert.equal(page.forms[0]?.fields.login, login)
      }
      for (const _ of busy) assert.equal((await type(browser, login)).status, 401)
      assert.equal((await type(browser, login)).status, 429)
    })

    test('of fifty tries at once ten are looked at', async () => {
      const { login } = await person()
      const browser = stranger()
      const pages = await Promise.all(Array.from({ length: 50 }, () => type(browser, login)))
      const count = (status: number) => pages.filter((page) => page.status === status).length
      assert.deepEqual([count(401), count(429)], [10, 40])
    })

    test('a login that nobody has is slowed and answered the same', async () => {
      const { login } = await person()
      const nobody = 'nobody@acme.test'
      const [one, other] = [await exhaust(login), await exhaust(nobody)]
      const [known, unknown] = [await type(one, login), await type(other, nobody)]
      assert.deepEqual([known.status, unknown.status], [429, 429])
      assert.equal(withoutCode(unknown), withoutCode(known))
      const times = [known, unknown].map((page) => Number(page.headers['retry-after']))
      assert.ok(times.every((seconds) => seconds > 30 && seconds <= 60))
    })

    test('time gives tries back, one by one and ever more slowly, and being right all of them', async () => {
      const { login } = await person()
      const browser = await exhaust(login)
      now.advance(MINUTE)
      assert.equal((await type(browser, login)).status, 401)
      now.advance(MINUTE)
      assert.match((await type(browser, login)).text, /Try again in a minute/)
      now.advance(MINUTE)
      assert.equal((await type(browser, login)).status, 401)
      assert.match((await type(browser, login)).text, /Try again in 3 minutes/)
      now.advance(3 * MINUTE)
      assert.ok(isIn(await type(browser, login, PASSWORD)))
      await exhaust(login, stranger())
    })

    test('a browser that signed in before gets in while a stranger is slowed, and only to its account', async () => {
      const [ada, ben] = [await person(), await person()]
      const [own, other] = [stranger(), stranger()]
      assert.ok(isIn(await type(own, ada.login, PASSWORD)))
      assert.ok(isIn(await type(other, ben.login, PASSWORD)))
      await exhaust(ada.login)
      assert.equal((await type(stranger(), ada.login, PASSWORD)).status, 429)
      assert.equal((await type(other, ada.login, PASSWORD)).status, 429)
      assert.ok(isIn(await type(own, ada.login, PASSWORD)))
      await exhaust(ada.login, own)
      assert.equal((await type(own, ada.login, PASSWORD)).status, 429, 'it has a count of its own')
    })

    test('an address has its own limit for whatever accounts, and no header gets round it', async () => {
      const { login } = await person()
      const browser = createBrowser({ headers: { 'x-forwarded-for': '203.0.113.7' } })
      const pages = []
      for (let n = 0; n < 100; n += 20) {
        const some = Array.from({ length: 20 }, (_, i) => type(browser, `guess${n + i}@acme.test`))
        pages.push(...(await Promise.all(some)))
      }
      assert.ok(pages.every(({ status }) => status === 401))
      // Time that passed meanwhile gave some back.
      let more = 0
      while ((await type(browser, `more${more}@acme.test`)).status === 401) more += 1
      assert.ok(more <= 5, `${more} more`)
      const spoofed = createBrowser({
        headers: { 'x-forwarded-for': '192.0.2.99, 203.0.113.7', forwarded: 'for=192.0.2.99' },
      })
      assert.equal((await type(spoofed, login, PASSWORD)).status, 429)
      assert.ok(isIn(await type(stranger(), login, PASSWORD)), 'its tries are not used up')
      now.advance(7 * SECOND)
      assert.ok(isIn(await type(browser, login, PASSWORD)))
    })

    test('is an event, once in ten minutes, and a refused attempt', async () => {
      const { id, login } = await person()
      const browser = await exhaust(login)
      for (let n = 0; n < 3; n += 1) await type(browser, login)
      const { db, organization } = server
      const found = await eventually(async () => {
        const all = await listEvents(db, organization.id, { target: id })
        return all.filter(({ type }) => type === 'user.account.lock')
      })
      assert.equal(found.length, 1)
      assert.equal(found[0]?.detail.address, `198.51.100.${networks}`)
    })

    test('the account page counts too, apart from the login screen', async () => {
      const { login } = await person()
      const browser = await signedInBrowser(server, login)
      await exhaust(login)
      const wanted = 'another-battery-staple'
      const change = (present: string) =>
        browser.post(`${server.url}/account/password`, { present, wanted })
      for (let n = 0; n < 10; n += 1) assert.equal((await change('wrong')).status, 401)
      const slowed = await change(PASSWORD)
      assert.equal(slowed.status, 429)
      assert.match(slowed.text, /Try again in a minute/)
      assert.ok(Number(slowed.headers['retry-after']) <= 60)
      now.advance(MINUTE)
      assert.ok(isIn(await change(PASSWORD)))
    })

    test('codes of devices are slowed, and a code of one’s own gives no more than its try back', async () => {
      const { login } = await person()
      const browser = await signedInBrowser(server, login)
      const enter = (user_code: string) => browser.post(`${server.url}/activate`, { user_code })
      for (let n = 0; n < 10; n += 1) assert.equal((await enter('BCDF-GHJK')).status, 400)
      const slowed = await enter('BCDF-GHJK')
      assert.equal(slowed.status, 429)
      assert.match(slowed.text, /Try again in a minute/)
      const code = { organizationId: server.organization.id, what: 'device_code' } as const
      const tried: Tried = { ...code, account: newId('user'), address: '192.0.2.1' }
      for (let n = 0; n < 9; n += 1) await countTry(server.db, tried, now())
      for (let n = 0; n < 5; n += 1) {
        await countTry(server.db, tried, now())
        await returnTries(server.db, tried)
      }
      const at = now()
      await countTry(server.db, tried, at)
      await assert.rejects(countTry(server.db, tried, at), { code: 'too_many_tries' })
    })

    test('never waits longer than a quarter of an hour, and a day without tries is forgotten', async () => {
      const { organization, db } = server
      const organizationId = organization.id
      let at = now()
      const tried = { organizationId, what: 'password', account: 'x', address: 'unknown' } as const
      const waits: number[] = []
      for (let n = 0; n < 44; n += 1) {
        const refused = await countTry(db, tried, at).then(() => 0, waitOf)
        if (refused > 0) {
          waits.push(refused / 60)
          at += refused * SECOND
        }
      }
      assert.deepEqual(waits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15])
      const day = at + DAY
      for (let n = 0; n < 10; n += 1) await countTry(db, tried, day)
      assert.equal(await countTry(db, tried, day).then(() => 0, waitOf), 60)
    })
  })
}

const waitOf = ({ detail }: { detail: { retryAfterSeconds: number } }) => detail.retryAfterSeconds

/** Nobody waits for the event, so neither does the answer: it is there a moment later. */
async function eventually<T>(find: () => Promise<T[]>): Promise<T[]> {
  for (let n = 0; n < 200; n += 1) {
    const found = await find()
    if (found.length > 0) return found
    await new Promise((resume) => setImmediate(resume))
  }
  return []
}
