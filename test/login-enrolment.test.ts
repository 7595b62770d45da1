import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newId } from '../src/base/ids.ts'
import { insertGroup } from '../src/core/groups/group-store.ts'
import { addMember } from '../src/core/groups/membership-store.ts'
import type { User } from '../src/core/users/user.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import {
  addPerson,
  connect,
  type LoginServer,
  PASSWORD,
  startLoginServer,
} from './support/login-server.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { startServer } from './support/running-server.ts'
import { authenticatorOf, giveAuthenticator } from './support/second-factors.ts'

async function typePassword(browser: Browser, url: string, { login }: User): Promise<BrowserPage> {
  const screen = await browser.get(`${url}/login?return_to=/welcome`)
  return browser.submit(screen, { login, password: PASSWORD })
}

function secretOn({ html }: BrowserPage): string {
  return /class="secret">([A-Z2-7 ]+)</.exec(html)?.[1]?.replaceAll(' ', '') ?? ''
}

for (const engine of engines) {
  describe(`where everybody needs a second factor, on ${engine.name}`, () => {
    let server: LoginServer
    let people = 0

    before(async () => {
      const settings = { secondFactor: 'required' } as const
      server = await startLoginServer({ db: await engine.fresh(), settings })
    })

    async function person(): Promise<User> {
      people += 1
      return addPerson(server, { login: `person${people}`, email: `person${people}@acme.test` })
    }

    const rowsOf = async (table: 'session' | 'totp_factor' | 'recovery_code', { id }: User) =>
      server.db.selectFrom(table).selectAll().where('user_id', '=', id).execute()

    test('somebody who has none adds one at the sign-in, keeps the codes, and is in', async () => {
      const user = await person()
      const browser = createBrowser()
      const asked = await typePassword(browser, server.url, user)
      assert.match(asked.text, /you need a second factor beside your first/)
      assert.ok(asked.html.length < 20_000)
      const code = authenticatorOf(secretOn(asked))
      const wrong = await browser.submit(asked, { code: '000000' })
      assert.equal(wrong.status, 401)
      assert.equal(secretOn(wrong), secretOn(asked), 'the secret in the app stays good')
      const kept = await browser.submit(wrong, { code: code() })
      assert.match(kept.text, /Keep your recovery codes/)
      assert.deepEqual(await rowsOf('session', user), [])
      const codes = [...kept.html.matchAll(/<li><code>([^<]+)</g)].map(([, one = '']) => one)
      assert.equal(new Set(codes).size, 10)
      assert.equal((await browser.get(kept.url)).html, kept.html, 'a reload shows the same')
      assert.equal((await browser.submit(kept)).text, 'welcome')
      const [session] = await rowsOf('session', user)
      assert.match(JSON.stringify(session), /pwd.*otp.*mfa/)
      const told = server.db.selectFrom('event').select('type').where('actor_id', '=', user.id)
      assert.deepEqual(
        (await told.orderBy('id').execute()).map(({ type }) => type),
        ['user.session.start', 'user.mfa.factor.activate', 'user.session.start'],
        'refused with the wrong code, then added, then in',
      )
      assert.equal((await browser.get(kept.url)).status, 400, 'the codes are shown no more')

      const again = createBrowser()
      const asksIt = await typePassword(again, server.url, user)
      assert.match(asksIt.text, /Type the code of your authenticator app/)
      const reused = await again.submit(asksIt, { code: code() })
      assert.equal(reused.status, 401, 'the code that added it is spent')
      assert.equal((await again.submit(asksIt, { code: code(1) })).text, 'welcome')
    })

    test('whoever has one is not led to add another, whatever the form says', async () => {
      const user = await person()
      const browser = createBrowser()
      const asked = await typePassword(browser, server.url, user)
      const request = new URL(asked.url).searchParams.get('request') ?? ''
      const address = `${server.url}/login/factor`
      for (const step of ['show', 'go_on', 'enough', '']) {
        const page = await browser.post(address, { request, step, kind: 'otp', code: '' })
        assert.match(page.text, /you need a second factor/, step)
      }
      const app = await giveAuthenticator(server, user)
      const code = authenticatorOf(secretOn(asked))()
      const planted = await browser.post(address, { request, step: 'enrol', kind: 'otp', code })
      assert.match(planted.text, /Type the code of your authenticator app/)
      assert.equal((await rowsOf('totp_factor', user)).filter((row) => row.confirmed_at).length, 1)
      assert.deepEqual(await rowsOf('session', user), [])
      assert.equal((await browser.submit(planted, { code: app.code() })).text, 'welcome')
    })

    test('however many look at the page at once, all are shown one secret', async () => {
      const user = await person()
      const browser = createBrowser()
      const fields = { login: user.login, password: PASSWORD, return_to: '/welcome' }
      const until = ({ pathname }: URL) => pathname === '/login/factor'
      const { next = '' } = await browser.post(`${server.url}/login`, fields, { until })
      const pages = await Promise.all(Array.from({ length: 4 }, () => browser.get(next)))
      assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([200]))
      const [secret = '', ...others] = new Set(pages.map(secretOn))
      assert.deepEqual(others, [])
      const [page] = pages
      assert.ok(page)
      const kept = await browser.submit(page, { code: authenticatorOf(secret)() })
      assert.match(kept.text, /Keep your recovery codes/)
    })

    test('of two tabs that add one at the same time one does, and the other is asked for it', async () => {
      const user = await person()
      const browser = createBrowser()
      const tabs = [
        await typePassword(browser, server.url, user),
        await typePassword(browser, server.url, user),
      ]
      const added = await Promise.all(
        tabs.map((tab) => browser.submit(tab, { code: authenticatorOf(secretOn(tab))() })),
      )
      const kept = added.filter(({ text }) => /recovery codes/.test(text))
      assert.equal(kept.length, 1)
      assert.equal((await rowsOf('totp_factor', user)).filter((row) => row.confirmed_at).length, 1)
      assert.equal((await rowsOf('recovery_code', user)).length, 10)
    })
  })
}

describe('a second factor', () => {
  let provider: MisbehavingProvider
  before(async () => {
    provider = await startMisbehavingProvider()
  })
  after(() => provider.close())

  const through = async (secondFactor: 'ask' | 'trust', amr: readonly string[]) => {
    const server = await startLoginServer({ settings: { secondFactor: 'required' } })
    await connect(server, provider, { settings: { secondFactor } })
    provider.signInAs({ sub: 'ada-0001', email: 'ada@acme.test', amr: [...amr] })
    return createBrowser().get(`${server.url}/login/okta?return_to=/welcome`)
  }

  test('that the provider saw counts where its connection is trusted for it, and only there', async () => {
    for (const amr of [
      ['pwd', 'mfa'],
      ['pwd', 'otp'],
      ['hwk', 'fpt'],
    ]) {
      assert.equal((await through('trust', amr)).text, 'welcome', amr.join())
      assert.match((await through('ask', amr)).text, /you need a second factor/, amr.join())
    }
    for (const amr of [[], ['pwd'], ['pwd', 'kba'], ['otp', 'sms'], ['strange']]) {
      assert.match((await through('trust', amr)).text, /you need a second factor/, amr.join())
    }
  })

  test('is asked of nobody where the organization has it off, and of the people of a group that requires it', async () => {
    const db = await engines[0]?.fresh()
    if (!db) throw new Error('there is no engine to test on')
    const server = await startServer(db)
    const settings = JSON.stringify({ ...server.organization.settings, secondFactor: 'off' })
    await db.updateTable('organization').set({ settings }).execute()
    const organizationId = server.organization.id
    const times = { createdAt: 0, updatedAt: 0 }
    const about = { organizationId, description: '', ...times }
    const group = { id: newId('group'), name: 'Finance', requiresSecondFactor: true, ...about }
    await insertGroup(db, group)
    const inGroup = await addPerson(server, { login: 'grace', email: 'grace@acme.test' })
    await addMember(db, group.id, inGroup.id)
    const outside = await addPerson(server, { login: 'ada', email: 'ada@acme.test' })
    await giveAuthenticator(server, outside)
    const login = await createBrowser().get(`${server.url}/login`)
    assert.match(login.text, /Sign in/)
    const asked = await typePassword(createBrowser(), server.url, inGroup)
    assert.match(asked.text, /you need a second factor/)
    const welcome = await typePassword(createBrowser(), server.url, outside)
    assert.doesNotMatch(welcome.text, /second factor|authenticator/)
    await server.close()
  })
})
