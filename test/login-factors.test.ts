import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { findTotpStep } from '../src/core/factors/totp.ts'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import type { User } from '../src/core/users/user.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, type LoginServer, PASSWORD, startLoginServer } from './support/login-server.ts'
import { type Authenticator, giveAuthenticator } from './support/second-factors.ts'

for (const engine of engines) {
  describe(`a sign-in of somebody with a second factor, on ${engine.name}`, () => {
    let server: LoginServer
    let people = 0

    before(async () => {
      server = await startLoginServer({ db: await engine.fresh() })
    })

    async function personWithApp(): Promise<{ user: User; app: Authenticator }> {
      people += 1
      const login = `person${people}@acme.test`
      const user = await addPerson(server, { login, email: login })
      return { user, app: await giveAuthenticator(server, user) }
    }

    async function typePassword(browser: Browser, { login }: User): Promise<BrowserPage> {
      const screen = await browser.get(`${server.url}/login?return_to=/welcome`)
      return browser.submit(screen, { login, password: PASSWORD })
    }

    const sessionsOf = ({ id }: User) =>
      server.db.selectFrom('session').selectAll().where('user_id', '=', id).execute()

    test('begins no session before the code, and one with it that says so', async () => {
      const { user, app } = await personWithApp()
      const browser = createBrowser()
      const asked = await typePassword(browser, user)
      assert.match(asked.text, /Type the code of your authenticator app/)
      assert.deepEqual(await sessionsOf(user), [])
      assert.equal((await browser.submit(asked, { code: app.code() })).text, 'welcome')
      const [session] = await sessionsOf(user)
      assert.deepEqual(JSON.parse(session?.amr ?? ''), ['pwd', 'otp', 'mfa'])
      const events = await server.db
        .selectFrom('event')
        .select('type')
        .where('actor_id', '=', user.id)
        .orderBy('id')
        .execute()
      assert.deepEqual(
        events.map(({ type }) => type),
        ['user.authentication.auth_via_mfa', 'user.session.start'],
      )
      const steps = (await server.traces())
        .slice(-2)
        .map((leg) => leg.steps.map(({ name }) => name))
      assert.deepEqual(steps, [
        ['check_password', 'find_user', 'ask_factor'],
        ['match_attempt', 'find_user', 'check_factor', 'start_session'],
      ])
    })

    test('asks again on the same page when the code is wrong, with the code of the attempt', async () => {
      const { user, app } = await personWithApp()
      const browser = createBrowser()
      const asked = await typePassword(browser, user)
      for (const code of ['', '12', '000000', 'abcdef', '9'.repeat(16), app.code(5)]) {
        const wrong = await browser.submit(asked, { code })
        assert.equal(wrong.status, 401, code)
        assert.match(wrong.text, /The code is wrong.*Code [A-Z2-9]{4}-[A-Z2-9]{4}/)
      }
      assert.deepEqual(await sessionsOf(user), [])
      assert.equal((await browser.submit(asked, { code: app.code() })).text, 'welcome')
    })

    test('a code is accepted once, and never one from before it', async () => {
      const { user, app } = await personWithApp()
      const code = app.code()
      const inTwo = [createBrowser(), createBrowser()]
      const asked = await Promise.all(inTwo.map((browser) => typePassword(browser, user)))
      const answers = await Promise.all(
        asked.map((page, place) => inTwo[place]?.submit(page, { code })),
      )
      assert.deepEqual(answers.map((page) => page?.status).sort(), [200, 401])
      assert.equal((await sessionsOf(user)).length, 1)
      const third = createBrowser()
      const again = await typePassword(third, user)
      for (const spent of [code, app.code(-1)]) {
        assert.equal((await third.submit(again, { code: spent })).status, 401)
      }
      assert.equal((await third.submit(again, { code: app.code(1) })).text, 'welcome')
    })

    test('a recovery code stands in for the app, once', async () => {
      const { user, app } = await personWithApp()
      const [first = '', second = ''] = app.recoveryCodes
      const withCode = async (code: string) => {
        const browser = createBrowser()
        const asked = await typePassword(browser, user)
        const page = await browser.get(`${asked.url}&with=recovery`)
        return browser.submit(page, { code })
      }
      assert.equal((await withCode(first.toUpperCase().replaceAll('-', ' '))).text, 'welcome')
      assert.match((await withCode(first)).text, /used already/)
      assert.equal((await withCode(second)).text, 'welcome')
      const other = await personWithApp()
      assert.match((await withCode(other.app.recoveryCodes[0] ?? '')).text, /used already/)
    })

    test('is good in its own browser only, once, and for nothing after ten minutes', async () => {
      const { user, app } = await personWithApp()
      const browser = createBrowser()
      const asked = await typePassword(browser, user)
      const elsewhere = createBrowser()
      assert.equal((await elsewhere.get(asked.url)).status, 400)
      const request = new URL(asked.url).searchParams.get('request') ?? ''
      const form = { request, step: 'show', kind: 'otp', code: app.code() }
      const stolen = await elsewhere.post(`${server.url}/login/factor`, form)
      assert.equal(stolen.status, 400)
      assert.equal((await browser.submit(asked, { code: app.code() })).text, 'welcome')
      assert.equal((await browser.submit(asked, { code: app.code(1) })).status, 400)
      const late = await typePassword(createBrowser(), user)
      await server.db.updateTable('pending_sign_in').set({ expires_at: 1 }).execute()
      assert.equal((await browser.get(late.url)).status, 400)
      assert.equal((await sessionsOf(user)).length, 1)
    })

    test('ends when the person is shut out, or gets another password, in the middle of it', async () => {
      const { user, app } = await personWithApp()
      const browser = createBrowser()
      const asked = await typePassword(browser, user)
      const actor = { kind: 'system' } as const
      await setUserStatus(server.db, { user, status: 'suspended', actor }, Date.now())
      await setUserStatus(server.db, { user, status: 'active', actor }, Date.now())
      assert.equal((await browser.submit(asked, { code: app.code() })).status, 400)
      const later = await typePassword(browser, user)
      await server.db.updateTable('user').set({ status: 'suspended' }).execute()
      const refused = await browser.submit(later, { code: app.code() })
      await server.db.updateTable('user').set({ status: 'active' }).execute()
      assert.equal(refused.status, 403)
      assert.match(refused.text, /not active/)
      assert.deepEqual(await sessionsOf(user), [])
    })

    test('of many codes at once ten are looked at, and the person’s own browser is not slowed', async () => {
      const { user, app } = await personWithApp()
      const own = createBrowser()
      await own.submit(await typePassword(own, user), { code: app.code(-1) })
      const browser = createBrowser()
      const asked = await typePassword(browser, user)
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, n) => browser.submit(asked, { code: `${100_000 + n}` })),
      )
      const statuses = answers.map(({ status }) => status)
      assert.equal(statuses.filter((status) => status === 429).length, 20)
      assert.equal((await browser.submit(asked, { code: app.code() })).status, 429)
      await server.db.deleteFrom('session').where('user_id', '=', user.id).execute()
      const home = await typePassword(own, user)
      assert.equal((await own.submit(home, { code: app.code() })).text, 'welcome')
    })

    test('browsers that signed in with the password alone have no tries of their own', async () => {
      people += 1
      const login = `person${people}@acme.test`
      const user = await addPerson(server, { login, email: login })
      const browsers = [createBrowser(), createBrowser(), createBrowser()]
      for (const browser of browsers) await typePassword(browser, user)
      const { code } = await giveAuthenticator(server, user)
      await server.db.deleteFrom('session').where('user_id', '=', user.id).execute()
      const statuses: number[] = []
      for (const browser of browsers) {
        const asked = await typePassword(browser, user)
        for (let n = 0; n < 10; n += 1) {
          statuses.push((await browser.submit(asked, { code: `${200_000 + n}` })).status)
        }
      }
      assert.equal(statuses.filter((status) => status === 401).length, 10)
      await server.db.deleteFrom('throttle').execute()
      const [own = assert.fail(), other = assert.fail()] = browsers
      const raised = await typePassword(own, user)
      assert.equal((await own.submit(raised, { code: code() })).text, 'welcome')
      await server.db.deleteFrom('session').where('user_id', '=', user.id).execute()
      const stranger = await typePassword(other, user)
      for (let n = 0; n < 11; n += 1) await other.submit(stranger, { code: `${300_000 + n}` })
      assert.equal((await other.submit(stranger, { code: code(1) })).status, 429)
      const home = await typePassword(own, user)
      assert.equal((await own.submit(home, { code: code(1) })).text, 'welcome')
    })
  })
}

test('codes are those of RFC 6238, a step before and after, and no others', async () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' // "12345678901234567890", as in appendix B.
  const of: readonly (readonly [seconds: number, code: string])[] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ]
  for (const [seconds, code] of of) {
    const step = Math.floor(seconds / 30)
    for (const [away, found] of [
      [-30, step],
      [0, step],
      [30, step],
    ] as const) {
      assert.equal(await findTotpStep({ secret, code }, (seconds + away) * 1_000), found)
    }
    assert.equal(await findTotpStep({ secret, code }, (seconds + 60) * 1_000), undefined)
  }
})
