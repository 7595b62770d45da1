import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { DAY, HOUR, SECOND } from '../src/base/clock.ts'
import type { SignInPolicy } from '../src/core/organizations/sign-in-policy.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import { flowServer } from './support/provider-flows.ts'
import { addPerson, PASSWORD, type RunningServer } from './support/running-server.ts'
import { giveAuthenticator } from './support/second-factors.ts'

for (const engine of engines) {
  describe(`staying signed in on ${engine.name}`, () => {
    const clock = movableClock()
    let server: RunningServer
    let owner: AdminClient
    let people = 0

    before(async () => {
      server = await flowServer({ db: await engine.fresh(), now: clock })
      await setPolicy({ rememberMs: 30 * DAY })
    })

    /** By whoever signs in for it just now: what was tested before may have taken weeks. */
    async function setPolicy(signInPolicy: Partial<SignInPolicy>): Promise<number> {
      owner = await signedInAs(server, 'owner')
      await server.db
        .updateTable('session')
        .set({
          authenticated_at: clock(),
          idle_expires_at: clock() + DAY,
          expires_at: clock() + DAY,
        })
        .where('user_id', '=', owner.user.id)
        .execute()
      const { etag } = await owner.get('/organization')
      const change = { settings: { signInPolicy } }
      const { status } = await owner.call('PATCH', '/organization', change, { version: etag })
      // What a visit knows of its organization may be two seconds old.
      clock.advance(3 * SECOND)
      return status
    }

    async function signIn(remember?: '1', withFactor = false): Promise<Browser> {
      people += 1
      const user = await addPerson(server, `person${people}@acme.test`)
      const app = withFactor ? await giveAuthenticator(server, user) : undefined
      const browser = createBrowser()
      const screen = await browser.get(`${server.url}/login?return_to=/account`)
      const form = screen.forms.find(({ names }) => names.includes('password'))
      assert.ok(form)
      const typed = { login: user.login, password: PASSWORD, ...(remember && { remember }) }
      const page = await browser.submit(form, typed)
      if (app) await browser.submit(page, { code: app.recoveryCodes[0] ?? '', kind: 'recovery' })
      return browser
    }
    const isIn = async (browser: Browser) =>
      !(await browser.get(`${server.url}/account`)).url.includes('/login')
    /** Of the session's cookie, in days; undefined where it ends with the browser. */
    const kept = (browser: Browser) => {
      const cookie = browser.cookies.all().find(({ name }) => name.includes('latchkey_session'))
      assert.ok(cookie)
      return cookie.expiresAt === undefined
        ? undefined
        : Math.round((cookie.expiresAt - Date.now()) / DAY)
    }

    test('is offered by a box, and the session then outlives the browser and the night', async () => {
      const remembered = await signIn('1')
      const plain = await signIn()
      assert.deepEqual([kept(remembered), kept(plain)], [30, undefined])
      assert.match((await remembered.get(`${server.url}/account`)).text, /Stays signed in/)
      clock.advance(20 * HOUR)
      assert.deepEqual([await isIn(remembered), await isIn(plain)], [true, false])
      clock.advance(28 * DAY)
      assert.ok(await isIn(remembered))
      clock.advance(2 * DAY)
      assert.equal(await isIn(remembered), false, 'not longer than was said')
    })

    test('goes through the second factor', async () => {
      const browser = await signIn('1', true)
      assert.equal(kept(browser), 30)
      clock.advance(3 * DAY)
      assert.ok(await isIn(browser))
    })

    test('ends where the policy allows less by now, at the next request', async () => {
      const [resting, fresh] = [await signIn('1'), await signIn('1')]
      clock.advance(2 * DAY)
      assert.ok(await isIn(fresh))
      await setPolicy({ rememberMs: DAY })
      assert.deepEqual([await isIn(resting), await isIn(fresh)], [false, true])
      await setPolicy({ rememberMs: null })
      clock.advance(3 * HOUR)
      assert.equal(await isIn(fresh), false, 'like any other')
    })

    test('is nobody’s who asks for it where it is off', async () => {
      const screen = await createBrowser().get(`${server.url}/login`)
      assert.doesNotMatch(screen.text, /Stay signed in/)
      const browser = await signIn('1')
      assert.equal(kept(browser), undefined)
      clock.advance(20 * HOUR)
      assert.equal(await isIn(browser), false)
    })

    test('is an hour at least, and ninety days at most', async () => {
      for (const rememberMs of [HOUR - 1, 90 * DAY + 1]) {
        assert.equal(await setPolicy({ rememberMs }), 400)
      }
    })
  })
}
