import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { resetFactors } from '../src/core/factors/reset-factors.ts'
import type { User } from '../src/core/users/user.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, type LoginServer, PASSWORD, startLoginServer } from './support/login-server.ts'
import { askedOn, type SoftPasskey, softPasskey } from './support/soft-passkey.ts'

for (const engine of engines) {
  describe(`passkeys on ${engine.name}`, () => {
    let server: LoginServer
    let people = 0

    before(async () => {
      const settings = { secondFactor: 'required' } as const
      server = await startLoginServer({ db: await engine.fresh(), settings })
    })

    async function typePassword(browser: Browser, { login }: User): Promise<BrowserPage> {
      const screen = await browser.get(`${server.url}/login?return_to=/welcome&fresh=1`)
      const form = screen.forms.find((one) => one.action.endsWith('/login'))
      assert.ok(form)
      return browser.submit(form, { login, password: PASSWORD })
    }

    async function enrol(): Promise<{ user: User; passkey: SoftPasskey; enough: BrowserPage }> {
      people += 1
      const login = `person${people}@acme.test`
      const user = await addPerson(server, { login, email: login })
      const browser = createBrowser()
      const asked = await typePassword(browser, user)
      const page = await browser.get(`${asked.url}&with=passkey`)
      const passkey = softPasskey(server.url)
      const enough = await browser.submit(page, { credential: passkey.create(askedOn(page)) })
      assert.match(enough.text, /Keep your recovery codes/)
      assert.equal((await browser.submit(enough)).text, 'welcome')
      return { user, passkey, enough }
    }

    async function offered(browser: Browser) {
      const page = await browser.get(`${server.url}/login?return_to=/welcome&fresh=1`)
      const form = page.forms.find((one) => one.action.endsWith('/login/passkey'))
      assert.ok(form, 'the button for passkeys')
      return { form, asked: askedOn(page), page }
    }

    const sessionsOf = ({ id }: User) =>
      server.db
        .selectFrom('session')
        .selectAll()
        .where('user_id', '=', id)
        .orderBy('created_at')
        .execute()

    test('one is added where a factor is required, and signs in alone as two factors', async () => {
      const { user, passkey, enough } = await enrol()
      assert.match(enough.text, /[a-z0-9]{4}-[a-z0-9]{4}/)
      const browser = createBrowser()
      const { form, asked, page } = await offered(browser)
      assert.ok(page.html.length < 20_000)
      const policy = String(page.headers['content-security-policy'])
      assert.match(policy, new RegExp(`script-src ${server.url}/passkey-[0-9a-f]{16}\\.js;`))
      const done = await browser.submit(form, { credential: passkey.get(asked) })
      assert.equal(done.text, 'welcome')
      const [, session] = await sessionsOf(user)
      assert.deepEqual(JSON.parse(session?.amr ?? ''), ['hwk', 'user', 'mfa'])
      const steps = (await server.traces()).at(-1)?.steps.map(({ name }) => name)
      assert.deepEqual(steps, ['check_passkey', 'find_user', 'start_session'])
    })

    test('is a second factor after the password, where the device need not know the person', async () => {
      const { user, passkey } = await enrol()
      const browser = createBrowser()
      const page = await typePassword(browser, user)
      assert.match(page.text, /Use your passkey/)
      const credential = passkey.get(askedOn(page), { verified: false })
      assert.equal((await browser.submit(page, { credential })).text, 'welcome')
      const [, session] = await sessionsOf(user)
      assert.deepEqual(JSON.parse(session?.amr ?? ''), ['pwd', 'hwk', 'mfa'])
    })

    test('says the same of every answer that is not right, and begins no session', async () => {
      const { user, passkey } = await enrol()
      const other = await enrol()
      const stranger = softPasskey(server.url)
      const told = new Set<string | undefined>()
      const lies = [
        { origin: server.url.replace('localhost', '127.0.0.1') },
        { origin: 'http://localhost:1' },
        { verified: false },
        { type: 'webauthn.create' },
        { userHandle: 'c29tZWJvZHkgZWxzZQ' },
        { credentialId: other.passkey.id },
        { credentialId: stranger.id },
      ]
      for (const lie of lies) {
        const browser = createBrowser()
        const { form, asked } = await offered(browser)
        const refused = await browser.submit(form, { credential: passkey.get(asked, lie) })
        assert.equal(refused.status, 401, JSON.stringify(lie))
        told.add(/This passkey[^.]*/.exec(refused.text)?.[0])
      }
      for (const credential of [
        '',
        '{}',
        'null',
        '[1]',
        '{"id":"a","response":{}}',
        'x'.repeat(40_000),
      ]) {
        const browser = createBrowser()
        const { form } = await offered(browser)
        const refused = await browser.submit(form, { credential })
        assert.equal(refused.status, 401)
        told.add(/This passkey[^.]*/.exec(refused.text)?.[0])
      }
      assert.deepEqual([...told], ['This passkey cannot be used here'])
      assert.equal((await sessionsOf(user)).length, 1)
    })

    test('an answer is good once, in the browser that was asked, and for what it was asked', async () => {
      const { user, passkey } = await enrol()
      const browser = createBrowser()
      const { form, asked } = await offered(browser)
      const elsewhere = createBrowser()
      const there = await offered(elsewhere)
      const stolen = await elsewhere.submit(there.form, { credential: passkey.get(asked) })
      assert.equal(stolen.status, 401)
      const pending = await typePassword(elsewhere, user)
      const crossed = await elsewhere.submit(pending, { credential: passkey.get(there.asked) })
      assert.equal(crossed.status, 401)
      const credential = passkey.get(asked)
      assert.equal((await browser.submit(form, { credential })).text, 'welcome')
      assert.equal((await browser.submit(form, { credential })).status, 401)
      // Also with a new signature: the challenge itself is used up.
      assert.equal((await browser.submit(form, { credential: passkey.get(asked) })).status, 401)
      assert.equal((await sessionsOf(user)).length, 1 + 1)
    })

    test('a passkey of another person is no second factor of this one', async () => {
      const { user } = await enrol()
      const other = await enrol()
      const browser = createBrowser()
      const page = await typePassword(browser, user)
      const refused = await browser.submit(page, { credential: other.passkey.get(askedOn(page)) })
      assert.equal(refused.status, 401)
      assert.equal((await sessionsOf(user)).length, 1)
    })

    test('one that counts backwards is refused, and an event tells of the copy', async () => {
      const { user, passkey } = await enrol()
      const browser = createBrowser()
      const { form, asked } = await offered(browser)
      await browser.submit(form, { credential: passkey.get(asked, { counter: 50 }) })
      for (const counter of [50, 3, 0]) {
        const again = await offered(browser)
        const credential = passkey.get(again.asked, { counter })
        const refused = await browser.submit(again.form, { credential })
        assert.equal(refused.status, 401)
        assert.match(refused.text, /seems to exist twice/)
      }
      const events = server.db.selectFrom('event').select('id').where('target_id', '=', user.id)
      const copied = await events.where('type', '=', 'user.mfa.passkey.copied').execute()
      assert.equal(copied.length, 3)
    })

    test('signs nobody in who is shut out, nor after a reset, nor where there are no passwords', async () => {
      const { user, passkey } = await enrol()
      const { db } = server
      const use = async () => {
        const browser = createBrowser()
        const { form, asked } = await offered(browser)
        return browser.submit(form, { credential: passkey.get(asked) })
      }
      await db.updateTable('user').set({ status: 'suspended' }).where('id', '=', user.id).execute()
      assert.equal((await use()).status, 403)
      await db.updateTable('user').set({ status: 'active' }).where('id', '=', user.id).execute()
      await resetFactors({ db, now: Date.now }, { user, actor: { kind: 'system' } })
      assert.equal((await use()).status, 401)
      assert.equal((await sessionsOf(user)).length, 1)
      const asked = await typePassword(createBrowser(), user)
      assert.match(asked.text, /you need a second factor/)
    })
  })
}
