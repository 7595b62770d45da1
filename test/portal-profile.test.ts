import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { SECOND } from '../src/base/clock.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import type { Connection } from '../src/core/connections/connection.ts'
import type { Profile, User } from '../src/core/users/user.ts'
import { findUser } from '../src/core/users/user-store.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { connect } from './support/login-server.ts'
import { type MovableClock, movableClock } from './support/movable-clock.ts'
import {
  ADA,
  type IndependentProvider,
  startIndependentProvider,
} from './support/peers/independent-provider.ts'
import {
  CODE,
  claimsOf,
  flowServer,
  refresh,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import { accessibilityFaults, screenshot, startRealBrowser } from './support/real-browser.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
} from './support/running-server.ts'
import { provisionerOf, USER } from './support/scim-client.ts'

const alertOf = ({ html }: BrowserPage) => /role="alert".*?<p>(.*?)<\/p>/s.exec(html)?.[1] ?? ''
/** What the form would send: nothing where there is none. */
const formOf = (page: BrowserPage) =>
  page.forms.find(({ action }) => action.endsWith('/account/profile'))

for (const engine of engines) {
  describe(`a person's own names on ${engine.name}`, () => {
    let now: MovableClock
    let server: RunningServer
    let owner: AdminClient
    let ada: User
    let browser: Browser
    let count = 0

    before(async () => {
      now = movableClock()
      server = await flowServer({ db: await engine.fresh(), now })
      owner = await signedInAs(server, 'owner')
    })
    beforeEach(async () => {
      ada = await addPerson(server, `ada${count++}@acme.test`)
      browser = await signedInBrowser(server, ada.login)
    })

    const address = () => `${server.url}/account/profile`
    const open = (who = browser) => who.get(address())
    const save = (page: BrowserPage, fields: Record<string, string>, who = browser) => {
      const form = formOf(page)
      assert.ok(form, page.text)
      return who.submit(form, fields)
    }
    const profileOf = async ({ id }: User = ada): Promise<Profile> => {
      const user = await findUser(server.db, id)
      assert.ok(user)
      return user.profile
    }
    const eventsOf = ({ id }: User = ada) =>
      listEvents(server.db, server.organization.id, { target: id })
    const byOwner = async (path: string, change: object) => {
      const { etag } = await owner.get(path)
      assert.equal((await owner.call('PATCH', path, change, { version: etag })).status, 200)
    }

    test('are changed on the profile page, and everybody hears the new ones', async () => {
      const app = await addApplication(server, { settings: CODE })
      const tokens = await tokensOf(server, browser, app)
      const account = await browser.get(`${server.url}/account`)
      assert.match(account.html, /<a [^>]*href="\/account\/profile"[^>]*>Change your name</)
      const names = { givenName: '  Augusta ', familyName: 'King', name: 'Ada K.' }
      const saved = await save(await open(), names)
      assert.equal(new URL(saved.url).pathname, '/account')
      assert.match(saved.text, /Your profile is saved/)
      assert.match(saved.text, /Name Ada K\./)
      const kept = { name: 'Ada K.', givenName: 'Augusta', familyName: 'King' }
      assert.deepEqual(await profileOf(), kept)

      const [event, ...more] = await eventsOf()
      assert.deepEqual([event?.type, more.length], ['user.account.update_profile', 0])
      assert.deepEqual(event?.actor, { kind: 'user', id: ada.id })
      assert.deepEqual(event?.detail, {
        'before.profile.name': null,
        'after.profile.name': 'Ada K.',
        'before.profile.givenName': 'Ada',
        'after.profile.givenName': 'Augusta',
        'before.profile.familyName': 'Lovelace',
        'after.profile.familyName': 'King',
      })
      assert.equal((await userinfo(server, tokens.access_token)).body.name, 'Ada K.')
      const { body } = await refresh(server, app, tokens.refresh_token)
      const told = claimsOf(body.id_token)
      assert.deepEqual([told.given_name, told.family_name], ['Augusta', 'King'])
      const found = (await owner.get('/users?q=augusta')).body.items
      assert.ok(found.some(({ id }: { id: string }) => id === ada.id))
    })

    test('what is left empty is not there, and a second click changes nothing', async () => {
      const page = await open()
      await save(page, { name: 'Countess' })
      await save(page, { name: 'Countess' })
      assert.equal((await eventsOf()).length, 1)
      const saved = await save(await open(), { name: ' ', familyName: '' })
      assert.match(saved.text, /Name Ada E-mail/)
      assert.deepEqual(await profileOf(), { givenName: 'Ada' })
      await save(await open(), { givenName: '' })
      assert.deepEqual(await profileOf(), {})
      assert.ok((await browser.get(`${server.url}/account`)).text.includes(`Name ${ada.login}`))
    })

    test('what others would not see, or is too long, is refused with what was typed', async () => {
      const hidden = [
        'A\u202eda',
        'A\u2066da',
        'A\nda',
        'A\tda',
        'A\u0000da',
        'A\u200bda',
        '\u3164',
      ]
      for (const givenName of [...hidden, 'x'.repeat(201)]) {
        const page = await save(await open(), { givenName, familyName: 'King', name: 'a\u2028b' })
        assert.equal(page.status, 400, JSON.stringify(givenName))
        assert.match(alertOf(page), /First name:.*Display name:/)
        assert.equal(formOf(page)?.fields.familyName, 'King')
        assert.equal(page.html.match(/aria-invalid/g)?.length, 2)
      }
      assert.deepEqual(await profileOf(), ada.profile)
      assert.deepEqual(await eventsOf(), [])
      const names = { givenName: 'می\u200cنا', familyName: "O'Brien-Łukasz 二郎", name: '👩‍💻 Ada' }
      await save(await open(), names)
      assert.deepEqual(await profileOf(), names)
    })

    test('changed by somebody else meanwhile, both are shown, and nothing is lost', async () => {
      const page = await open()
      await byOwner(`/users/${ada.id}`, { profile: { givenName: 'Adele', familyName: 'Lovelace' } })
      const refused = await save(page, { givenName: 'Augusta', familyName: 'Lovelace', name: '' })
      assert.equal(refused.status, 412)
      assert.match(alertOf(refused), /changed this meanwhile/)
      assert.equal(formOf(refused)?.fields.givenName, 'Augusta')
      assert.match(refused.text, /By now it is “ ?Adele/)
      assert.equal(refused.text.match(/By now/g)?.length, 1, 'and of no other field')
      assert.equal((await profileOf()).givenName, 'Adele')
      await save(refused, {})
      assert.equal((await profileOf()).givenName, 'Augusta')
    })

    test('of two changes at once one is done, and the other is asked again', async () => {
      const page = await open()
      const both = ['Augusta', 'Byron'].map((givenName) => save(page, { givenName }))
      const statuses = (await Promise.all(both)).map(({ status }) => status)
      assert.deepEqual(statuses.toSorted(), [200, 412])
      assert.equal((await eventsOf()).length, 1)
    })

    test('another password in another window is no reason to type them again', async () => {
      const page = await open()
      const typed = { present: PASSWORD, wanted: 'a-better-battery-staple' }
      await browser.post(`${server.url}/account/password`, typed)
      await save(page, { name: 'Countess' })
      const user = await findUser(server.db, ada.id)
      assert.equal(user?.profile.name, 'Countess')
      assert.notEqual(user?.passwordHash, ada.passwordHash, 'and the password stays the new one')
    })

    test('nothing else of a person is changed there, whatever is sent', async () => {
      const page = await open()
      assert.match(page.text, /administrator of Acme\s+can change this/)
      const version = formOf(page)?.fields.version ?? ''
      const more = { email: 'a@evil.test', login: 'root', role: 'owner', nickname: 'x', version }
      await browser.post(address(), { ...more, name: 'Countess' })
      const user = await findUser(server.db, ada.id)
      assert.deepEqual([user?.email, user?.login, user?.role], [ada.email, ada.login, 'member'])
      assert.deepEqual(user?.profile, { ...ada.profile, name: 'Countess' })
      assert.equal((await browser.post(address(), { name: 'Without a version' })).status, 412)
    })

    test('another site, and whoever is not in, change nothing', async () => {
      const version = formOf(await open())?.fields.version ?? ''
      const fields = { name: 'Mallory', version }
      const headers = { origin: 'https://evil.tld' }
      assert.equal((await browser.post(address(), fields, { headers })).status, 403)
      assert.match((await createBrowser().post(address(), fields)).url, /\/login\?return_to=/)
      await owner.call('POST', `/users/${ada.id}/suspend`)
      assert.match((await browser.post(address(), fields)).url, /\/login\?return_to=/)
      assert.deepEqual(await profileOf(), ada.profile)
    })

    test('an organization that forbids it says who can, also to a page from before', async () => {
      const page = await open()
      await byOwner('/organization', { settings: { changeOwnNames: false } })
      now.advance(3 * SECOND)
      const refused = await save(page, { name: 'Countess' })
      assert.equal(refused.status, 403)
      assert.match(alertOf(refused), /An administrator of Acme can change your names/)
      assert.equal(formOf(refused), undefined)
      assert.deepEqual(await profileOf(), ada.profile)
      const account = await browser.get(`${server.url}/account`)
      assert.doesNotMatch(account.text, /Change your name/)
      assert.match((await open()).text, /First name Ada An administrator of Acme can change this/)
      await byOwner('/organization', { settings: { changeOwnNames: true } })
      now.advance(3 * SECOND)
      assert.ok(formOf(await open()))
    })

    describe('that a connection tells', () => {
      let provider: IndependentProvider
      let okta: Connection
      let grace: User
      before(async () => {
        const client = { client_id: 'acme', client_secret: 'a-secret-of-the-test' }
        provider = await startIndependentProvider({ people: [{ ...ADA }] })
        provider.setClient({ ...client, redirect_uris: [`${server.url}/sso/openid`] })
        const peer = { clientId: client.client_id, clientSecret: client.client_secret }
        const settings = { scopes: ['openid', 'profile', 'email'], trustedDomains: ['acme.test'] }
        okta = await connect(server, { issuer: provider.issuer, ...peer }, { settings })
      })
      after(() => provider.close())

      async function comeThrough(): Promise<Browser> {
        const who = createBrowser()
        const form = await who.get(`${server.url}/login/okta?return_to=/account`)
        const page = await who.submit(form, { login: 'ada' })
        assert.equal(new URL(page.url).pathname, '/account', page.text)
        const tie = server.db.selectFrom('identity').select('user_id')
        const row = await tie.where('connection_id', '=', okta.id).executeTakeFirstOrThrow()
        const user = await findUser(server.db, row.user_id)
        assert.ok(user)
        grace = user
        return who
      }
      const names = (page: BrowserPage) =>
        formOf(page)?.names.filter((name) => name !== 'version') ?? []

      test('are changed there, and the others here, for good', async () => {
        const who = await comeThrough()
        const page = await open(who)
        assert.deepEqual(names(page), ['givenName', 'familyName'])
        assert.match(page.text, /Display name Ada Lovelace Comes from Okta ?, and is changed there/)
        assert.match(page.text, /E-mail \S+ Comes from Okta.*Username \S+ An administrator of Acme/)
        const { version = '' } = formOf(page)?.fields ?? {}
        const forged = await who.post(address(), { version, name: 'Mallory', familyName: 'King' })
        assert.equal(forged.status, 403)
        assert.match(alertOf(forged), /Display name comes from Okta/)
        assert.equal(formOf(forged)?.fields.familyName, 'King')
        assert.deepEqual(await profileOf(grace), { name: 'Ada Lovelace' })
        await save(page, { familyName: 'King' }, who)
        await comeThrough()
        assert.deepEqual(grace.profile, { name: 'Ada Lovelace', familyName: 'King' })
      })

      test('are the person’s own once it tells them no more, or is off', async () => {
        const [peer] = provider.people
        assert.ok(peer)
        const { name: _, ...nameless } = peer
        provider.people[0] = nameless
        const who = await comeThrough()
        assert.deepEqual(names(await open(who)), ['givenName', 'familyName', 'name'])
        await save(await open(who), { name: 'Countess' }, who)
        await comeThrough()
        assert.equal(grace.profile.name, 'Countess')

        provider.people[0] = peer
        const again = await comeThrough()
        assert.equal(grace.profile.name, 'Ada Lovelace')
        await byOwner(`/connections/${okta.id}`, { enabled: false })
        assert.deepEqual(names(await open(again)), ['givenName', 'familyName', 'name'])
        await byOwner(`/connections/${okta.id}`, { enabled: true })
      })

      test('are nobody’s here to change while it is not known which they are', async () => {
        const who = await comeThrough()
        await server.db.updateTable('identity').set({ told: null }).execute()
        assert.deepEqual(names(await open(who)), [])
      })
    })

    test('that provisioning tells are changed at the provider', async () => {
      const connection = await addConnection(server, `entra-${count}`)
      const scim = await provisionerOf(server, connection)
      const userName = `grace${count}@acme.test`
      const name = { givenName: 'Grace', familyName: 'Hopper' }
      const { body } = await scim.call('POST', '/Users', { schemas: [USER], userName, name })
      const { passwordHash } = ada
      await server.db
        .updateTable('user')
        .set({ password_hash: passwordHash ?? null })
        .where('id', '=', body.id)
        .execute()
      const who = await signedInBrowser(server, userName)
      const page = await open(who)
      assert.equal(formOf(page), undefined)
      assert.match(page.text, new RegExp(`Last name Hopper Comes from ${connection.name}`))
      assert.match(page.text, new RegExp(`E-mail and username .* Comes from ${connection.name}`))
      const forged = await who.post(address(), { familyName: 'Mallory' })
      assert.equal(forged.status, 403)
      const account = await who.get(`${server.url}/account`)
      assert.match(account.text, /Where this comes from/)
    })
  })
}

test('in a browser without script and on a phone, a person changes their name', async (t) => {
  const server = await flowServer()
  const { id, login } = await addPerson(server, 'grace@acme.test')
  const real = await startRealBrowser()
  t.after(() => real.close())
  const look = { width: 'narrow', colorScheme: 'dark', javaScriptEnabled: false } as const
  const tab = await real.newPage(look)
  await tab.goto(`${server.url}/login?return_to=/account`)
  await tab.getByLabel('E-mail or username').fill(login)
  await tab.getByLabel('Password').fill(PASSWORD)
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click()
  await tab.getByRole('link', { name: 'Change your name' }).click()
  await tab.getByLabel('Display name').fill('x\u202ey')
  await tab.keyboard.press('Enter')
  await tab.getByRole('alert').getByText('Display name').waitFor()
  await screenshot(tab, 'profile-refused')
  await tab.getByLabel('Display name').fill('Countess')
  await tab.getByRole('button', { name: 'Save your profile' }).click()
  await tab.getByRole('status').getByText('Your profile is saved.').waitFor()
  await tab.getByRole('link', { name: 'Your account: Countess' }).waitFor()
  assert.equal((await findUser(server.db, id))?.profile.name, 'Countess')

  // What looks for faults is a script itself.
  const storageState = await tab.context().storageState()
  const other = await real.newPage({ storageState })
  for (const path of ['/account', '/account/profile']) {
    await other.goto(`${server.url}${path}`)
    assert.deepEqual(await accessibilityFaults(other), [])
  }
})
