import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ConnectionId } from '../src/base/ids.ts'
import { findConnection } from '../src/core/connections/connection-store.ts'
import { untieEverybody, untiePerson } from '../src/core/mapping/withdraw-gifts.ts'
import { refreshUser } from '../src/core/users/refresh-user.ts'
import { findUser, findUserByLogin, updateUser } from '../src/core/users/user-store.ts'
import { type Browser, createBrowser } from './support/browser.ts'
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
import { giveAuthenticator } from './support/second-factors.ts'

const ADA = { sub: 'ada-0001', email: 'ada@acme.test', name: 'Ada Lovelace' }

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

async function acme(
  connection: Parameters<typeof connect>[2] = {},
  options: Parameters<typeof startLoginServer>[0] = {},
) {
  provider.signInAs(ADA)
  const server = await startLoginServer(options)
  await connect(server, provider, connection)
  return server
}

const PERSON = {
  ...{ subject: ADA.sub, login: undefined, email: undefined, emailVerified: undefined },
  ...{ groups: [], claims: {} },
}

const PROVE = { settings: { linking: 'prove' } } as const

const signIn = (server: LoginServer, browser: Browser = createBrowser()) =>
  browser.get(`${server.url}/login/okta?return_to=/welcome`)

async function identities(server: LoginServer) {
  return server.db.selectFrom('identity').selectAll().execute()
}

async function failedAt(server: LoginServer) {
  return (await server.traces()).at(-1)?.steps.at(-1)
}

for (const engine of engines) {
  describe(`an account that is met on ${engine.name}`, () => {
    test('is tied by its own password, once, and found by the subject from then on', async () => {
      const server = await acme(PROVE, { db: await engine.fresh() })
      const ada = await addPerson(server)
      const browser = createBrowser()
      const page = await signIn(server, browser)
      assert.equal(page.status, 200)
      assert.match(page.text, /Okta sent: Ada Lovelace, ada@acme\.test/)
      assert.equal((await server.traces()).at(-1)?.outcome, 'going_on')

      const wrong = await browser.submit(page, { password: 'not-her-password' })
      assert.match(wrong.text, /The password is wrong, or this account cannot be connected/)
      assert.equal((await browser.submit(wrong, { password: PASSWORD })).text, 'welcome')
      assert.equal((await identities(server))[0]?.user_id, ada.id)
      const codes = (await server.traces()).slice(-3).map(({ code }) => code)
      assert.equal(new Set(codes).size, 1, 'one attempt')

      assert.match((await browser.submit(page, { password: PASSWORD })).text, /cannot be finished/)
      assert.equal((await signIn(server)).text, 'welcome')
    })

    test('is tied once by a password that is typed in several tabs at once', async () => {
      const server = await acme(PROVE, { db: await engine.fresh() })
      await addPerson(server)
      const browser = createBrowser()
      const page = await signIn(server, browser)
      const tabs = await Promise.all(
        [1, 2, 3].map(() => browser.submit(page, { password: PASSWORD })),
      )
      const refused = tabs.filter(({ text }) => /cannot be finished/.test(text))
      assert.equal(refused.length, 2, tabs.map(({ text }) => text).join('\n'))
      assert.equal((await identities(server)).length, 1)
      assert.equal((await server.db.selectFrom('session').selectAll().execute()).length, 1)
    })

    test('lets an invited person in whose address a trusted connection asserts, unless nobody is let in', async () => {
      for (const signUp of ['off', 'invited', 'domains', 'open'] as const) {
        const server = await acme(
          { settings: { trustedDomains: ['acme.test'] } },
          { db: await engine.fresh(), settings: { signUp, allowedDomains: ['other.test'] } },
        )
        const invited = await addPerson(server, { status: 'staged' })
        const page = await signIn(server)
        const status = (await findUser(server.db, invited.id))?.status
        assert.deepEqual(
          [page.status, status],
          signUp === 'off' ? [403, 'staged'] : [200, 'active'],
          signUp,
        )
      }
    })
  })
}

test('a subject that no database keeps as it came is refused: two of them would be one', async () => {
  const server = await acme()
  for (const sub of ['ada\ud800', 'ada\ud801']) {
    provider.signInAs({ ...ADA, sub })
    await signIn(server)
    assert.deepEqual(
      [(await failedAt(server))?.detail?.check, await identities(server)],
      ['sub', []],
    )
  }
})

describe('a sign-in that brings a new name', () => {
  test('undoes nothing that an administrator did to the person meanwhile', async () => {
    const server = await acme(PROVE)
    const user = await addPerson(server, { role: 'admin' })
    const row = await server.db.selectFrom('connection').select('id').executeTakeFirstOrThrow()
    const connection = await findConnection(server.db, row.id as ConnectionId)
    assert.ok(connection)
    const person = { ...PERSON, profile: { name: 'Ada King' } }
    const refresh = () =>
      server.db
        .transaction()
        .execute((tx) => refreshUser(tx, { user, connection, person }, Date.now()))

    const changed = { ...user, role: 'member', updatedAt: Date.now() + 5_000 } as const
    await updateUser(server.db, changed)
    const refreshed = await refresh()
    assert.deepEqual([refreshed.role, refreshed.profile.name], ['member', 'Ada King'])
    assert.ok(refreshed.updatedAt > changed.updatedAt)
    assert.equal((await findUser(server.db, user.id))?.role, 'member')

    await updateUser(server.db, { ...refreshed, status: 'suspended', profile: {} })
    await assert.rejects(refresh(), /not active/)
    assert.equal((await findUser(server.db, user.id))?.status, 'suspended')
  })
})

describe('proving an account', () => {
  test('is for the browser that signed in, and for ten minutes', async () => {
    const server = await acme(PROVE)
    await addPerson(server)
    const browser = createBrowser()
    const page = await signIn(server, browser)
    const elsewhere = createBrowser()
    assert.match((await elsewhere.get(page.url)).text, /cannot be finished/)
    // With an attempt of its own it is as strange.
    await signIn(server, elsewhere)
    assert.match((await elsewhere.get(page.url)).text, /cannot be finished/)
    const fields = { request: new URL(page.url).searchParams.get('request') ?? '' }
    const typed = await elsewhere.post(`${server.url}/sso/link`, { ...fields, password: PASSWORD })
    assert.match(typed.text, /cannot be finished/)
    await server.db.updateTable('link_request').set({ expires_at: 1 }).execute()
    assert.match((await browser.submit(page, { password: PASSWORD })).text, /cannot be finished/)
    assert.deepEqual(await identities(server), [])
  })

  test('is slowed together with the login screen, however many sign-ins try it', async () => {
    const server = await acme(PROVE)
    await addPerson(server)
    for (let round = 0; round < 2; round += 1) {
      const browser = createBrowser()
      let page = await signIn(server, browser)
      for (let i = 0; i < 5; i += 1) page = await browser.submit(page, { password: 'wrong-one' })
      assert.equal(page.status, 401)
    }
    const browser = createBrowser()
    const page = await browser.submit(await signIn(server, browser), { password: PASSWORD })
    assert.equal(page.status, 429)
    assert.match(page.text, /Try again in a minute/)
    assert.deepEqual(await identities(server), [])
    const typed = { login: 'ada@acme.test', password: PASSWORD }
    assert.equal((await createBrowser().post(`${server.url}/login`, typed)).status, 429)
  })

  test('ends when the connection leads to another provider meanwhile', async () => {
    const server = await acme(PROVE)
    await addPerson(server)
    const browser = createBrowser()
    const page = await signIn(server, browser)
    const { id } = await server.db.selectFrom('connection').select('id').executeTakeFirstOrThrow()
    await server.db
      .transaction()
      .execute((tx) => untieEverybody(tx, { id: id as ConnectionId }, Date.now()))
    assert.match((await browser.submit(page, { password: PASSWORD })).text, /cannot be finished/)
    assert.deepEqual(await identities(server), [])
  })

  test('looks the same where no account may be tied, and ties none', async () => {
    const server = await acme(PROVE)
    const ada = await addPerson(server)
    await addPerson(server, { login: 'ada2' })
    const browser = createBrowser()
    const page = await signIn(server, browser)
    assert.match(page.text, /type its password once/)
    const answer = await browser.submit(page, { password: PASSWORD })
    assert.match(answer.text, /The password is wrong, or this account cannot be connected/)
    assert.deepEqual(await identities(server), [])
    assert.equal((await findUser(server.db, ada.id))?.updatedAt, ada.updatedAt)
  })

  test('takes its second factor too, whatever the provider says of one, and before anything is tied', async () => {
    const server = await acme({ settings: { linking: 'prove', secondFactor: 'trust' } })
    const ada = await addPerson(server)
    const { code } = await giveAuthenticator(server, ada)
    provider.signInAs({ ...ADA, name: 'Eve', amr: ['pwd', 'mfa'] })
    const proveTwice = async (browser: Browser) =>
      browser.submit(await signIn(server, browser), { password: PASSWORD })

    const asked = await proveTwice(createBrowser())
    assert.match(asked.url, /\/login\/factor/)
    assert.deepEqual(await identities(server), [])
    assert.deepEqual((await findUser(server.db, ada.id))?.profile, ada.profile)

    const browser = createBrowser()
    const page = await proveTwice(browser)
    assert.equal((await browser.submit(page, { code: code() })).text, 'welcome')
    assert.equal((await identities(server))[0]?.user_id, ada.id)
  })

  test('ends at another provider while it waits for the second factor', async () => {
    const server = await acme(PROVE)
    const { code } = await giveAuthenticator(server, await addPerson(server))
    const browser = createBrowser()
    const page = await browser.submit(await signIn(server, browser), { password: PASSWORD })
    const { id } = await server.db.selectFrom('connection').select('id').executeTakeFirstOrThrow()
    await server.db
      .transaction()
      .execute((tx) => untieEverybody(tx, { id: id as ConnectionId }, Date.now()))
    assert.match((await browser.submit(page, { code: code() })).text, /cannot be finished/)
    assert.deepEqual(await identities(server), [])
  })

  test('a sign-in that waits for the second factor ends with the tie that it came by', async () => {
    const server = await acme(PROVE)
    const ada = await addPerson(server)
    const browser = createBrowser()
    await browser.submit(await signIn(server, browser), { password: PASSWORD })
    const { code } = await giveAuthenticator(server, ada)
    const thief = createBrowser()
    const page = await signIn(server, thief)
    assert.match(page.url, /\/login\/factor/)
    const [tie] = await identities(server)
    const connectionId = tie?.connection_id as ConnectionId
    await server.db
      .transaction()
      .execute((tx) => untiePerson(tx, { userId: ada.id, connectionId }, Date.now()))
    assert.match((await thief.submit(page, { code: code() })).text, /cannot be finished/)
  })

  test('does not take an account from another subject of the connection', async () => {
    const server = await acme(PROVE)
    await addPerson(server)
    const browser = createBrowser()
    await browser.submit(await signIn(server, browser), { password: PASSWORD })
    provider.signInAs({ ...ADA, sub: 'somebody-else' })
    const other = createBrowser()
    const page = await other.submit(await signIn(server, other), { password: PASSWORD })
    assert.match(page.text, /The password is wrong/)
    assert.equal((await identities(server)).length, 1)
  })

  test('is refused where passwords are off, to other sites, and to people who are not active', async () => {
    const off = await acme(PROVE, { settings: { passwordSignIn: false } })
    await addPerson(off)
    assert.match((await signIn(off)).text, /cannot be used with Okta yet/)

    const server = await acme(PROVE)
    await addPerson(server, { status: 'suspended' })
    const browser = createBrowser()
    const page = await signIn(server, browser)
    const { origin } = new URL('https://evil.test')
    const foreign = await fetch(`${server.url}/sso/link`, { method: 'POST', headers: { origin } })
    assert.equal(foreign.status, 403)
    const answer = await browser.submit(page, { password: PASSWORD })
    assert.match(answer.text, /This account is not active/)
    assert.deepEqual(await identities(server), [])
  })
})

describe('sign-up for allowed domains', () => {
  const settings = { signUp: 'domains', allowedDomains: ['Acme.test'] } as const
  const TRUSTED = { settings: { trustedDomains: ['acme.test'] } }
  const rows = [
    ['takes an address that the provider checked', {}, { email_verified: true }, 'made'],
    ['takes an address that the connection is trusted for', TRUSTED, {}, 'made'],
    ['refuses one that nobody vouches for', {}, {}, 'domain'],
    ['refuses one that the provider did not check', TRUSTED, { email_verified: false }, 'domain'],
    ['refuses another domain', {}, { email: 'ada@not-acme.test', email_verified: true }, 'domain'],
    ['refuses a subdomain', {}, { email: 'ada@x.acme.test', email_verified: true }, 'domain'],
  ] as const
  for (const [does, connection, claims, expected] of rows) {
    test(does, async () => {
      const server = await acme(connection, { settings })
      provider.signInAs({ ...ADA, ...claims })
      const page = await signIn(server)
      const check = (await failedAt(server))?.detail?.check
      assert.equal(page.status === 200 ? 'made' : check, expected)
    })
  }

  test('is closed to strangers where only invited people come in', async () => {
    const server = await acme(TRUSTED, { settings: { signUp: 'invited' } })
    assert.match((await signIn(server)).text, /There is no account for you here/)
    assert.equal((await failedAt(server))?.detail?.check, 'sign_up')
    assert.equal(await findUserByLogin(server.db, server.organization.id, ADA.email), undefined)
  })
})
