import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import { MINUTE } from '../src/base/clock.ts'
import { type ConnectionId, newId } from '../src/base/ids.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { recordEvent } from '../src/core/audit/event-store.ts'
import { DEFAULT_CONNECTION_SETTINGS } from '../src/core/connections/connection.ts'
import { insertConnection } from '../src/core/connections/connection-store.ts'
import { insertIdentity, listIdentitiesOfUser } from '../src/core/connections/identity-store.ts'
import { insertSession } from '../src/core/sessions/session-store.ts'
import { newSession } from '../src/core/sessions/start-session.ts'
import type { User } from '../src/core/users/user.ts'
import { updateUser } from '../src/core/users/user-store.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { type MovableClock, movableClock } from './support/movable-clock.ts'
import {
  authorizeUrl,
  CODE,
  flowServer,
  open,
  refresh,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
} from './support/running-server.ts'

const NEW_PASSWORD = 'a-better-battery-staple'

async function addConnection({ db, organization }: RunningServer, name: string) {
  const id = newId('connection')
  await insertConnection(db, {
    id,
    organizationId: organization.id,
    slug: name.toLowerCase(),
    name,
    template: 'oidc',
    enabled: true,
    position: 0,
    wellKnownUrl: 'http://localhost:9/.well-known/openid-configuration',
    issuer: 'http://localhost:9',
    clientId: 'client',
    clientAuthMethod: 'none',
    clientSecretSealed: undefined,
    privateKeySealed: undefined,
    settings: DEFAULT_CONNECTION_SETTINGS,
    createdAt: 0,
    updatedAt: 0,
  })
  return id
}

async function tie({ db }: RunningServer, user: User, connectionId: ConnectionId): Promise<void> {
  const at = Date.now()
  const times = { createdAt: at, lastUsedAt: at }
  await insertIdentity(db, { connectionId, subject: user.id, userId: user.id, ...times })
}

for (const engine of engines) {
  describe(`the account page on ${engine.name}`, () => {
    let now: MovableClock
    let server: RunningServer
    let okta: ConnectionId
    let google: ConnectionId
    let ada: User
    let browser: Browser
    let count = 0

    before(async () => {
      now = movableClock()
      server = await flowServer({ db: await engine.fresh(), now })
      okta = await addConnection(server, 'Okta')
      google = await addConnection(server, 'Google')
    })
    beforeEach(async () => {
      ada = await addPerson(server, `ada${count++}@acme.test`)
      browser = await signedInBrowser(server, ada.login)
    })

    const page = (who = browser) => who.get(`${server.url}/account`)
    const isIn = async (who: Browser) => new URL((await page(who)).url).pathname === '/account'
    const change = (fields: { present: string; wanted: string }, who = browser) =>
      who.post(`${server.url}/account/password`, fields)
    const disconnect = (id: string, fields: Record<string, string> = {}) =>
      browser.post(`${server.url}/account/disconnect/${id}`, fields)
    const ties = async () => (await listIdentitiesOfUser(server.db, ada.id)).length
    const eventsOf = async () => {
      const { db, organization } = server
      return (await listEvents(db, organization.id, { target: ada.id })).map(({ type }) => type)
    }
    const uids = async ({ id }: User = ada) => {
      const rows = server.db.selectFrom('session').select('uid').where('user_id', '=', id)
      return (await rows.orderBy('last_seen_at').orderBy('uid').execute()).map(({ uid }) => uid)
    }
    async function begin(many: number, connectionId?: ConnectionId): Promise<void> {
      const { organization, db } = server
      const through = connectionId && { connectionId }
      const signedIn = { amr: ['pwd'], address: '', userAgent: '', ...through }
      for (let n = 0; n < many; n += 1) {
        await insertSession(
          db,
          newSession({ organization, user: ada, signedIn }, now() - MINUTE - n).session,
        )
      }
    }
    const rowsOf = ({ html }: BrowserPage) =>
      [...(/id="recent".*?<\/ul>/s.exec(html)?.[0].matchAll(/<li>.*?<\/li>/gs) ?? [])].map(String)
    const alertOf = ({ html }: BrowserPage) => /role="alert".*?<p>(.*?)<\/p>/s.exec(html)?.[1]

    test('a password is changed with the present one, and other browsers are signed out', async () => {
      const other = await signedInBrowser(server, ada.login)
      const changed = await change({ present: PASSWORD, wanted: NEW_PASSWORD })
      assert.match(changed.text, /Your password is changed/)
      assert.deepEqual([await isIn(browser), await isIn(other)], [true, false])
      assert.deepEqual(await eventsOf(), ['user.account.update_password'])
      const fresh = createBrowser()
      const login = await fresh.get(`${server.url}/login`)
      await fresh.submit(login, { login: ada.login, password: NEW_PASSWORD })
      assert.equal(await isIn(fresh), true)
    })

    test('what applications were given elsewhere ends with it, and here they go on', async () => {
      const app = await addApplication(server, { settings: CODE })
      const elsewhere = await signedInBrowser(server, ada.login)
      const there = await tokensOf(server, elsewhere, app)
      const here = await tokensOf(server, browser, app, { scope: 'openid profile' })
      await change({ present: PASSWORD, wanted: NEW_PASSWORD })
      assert.equal((await refresh(server, app, there.refresh_token)).status, 400)
      assert.equal((await userinfo(server, there.access_token)).status, 401)
      assert.equal((await userinfo(server, here.access_token)).status, 200)
      const { params } = await open(browser, authorizeUrl(server, app))
      assert.ok(params?.code, 'signed in to the application without a question')
    })

    test('without the present one, or with one that is too short or the same, it stays', async () => {
      for (const [present, wanted, said] of [
        ['wrong', NEW_PASSWORD, /not your present password/],
        [PASSWORD, 'short', /8 to 256/],
        [PASSWORD, PASSWORD, /already/],
      ] as const) {
        const refused = await change({ present, wanted })
        assert.ok(refused.status >= 400)
        assert.match(alertOf(refused) ?? '', said)
        assert.ok(!refused.html.includes(wanted), 'no password comes back in a page')
      }
      assert.deepEqual(await eventsOf(), [])
    })

    test('shows the last sign-ins, those of a stranger with their code, and none of anybody else', async () => {
      const { organization, db } = server
      const grace = await addPerson(server, `grace${count}@acme.test`)
      await signedInBrowser(server, grace.login)
      assert.equal(rowsOf(await page()).length, 1)
      const [first = ''] = rowsOf(await page())
      assert.match(first, /Password.*127\.0\.0\.1.*Signed in/s)

      const mallory = createBrowser()
      const screen = await mallory.get(`${server.url}/login`)
      await mallory.submit(screen, { login: ada.login, password: 'guess' })
      const refused = () => listEvents(db, organization.id, { actor: ada.id, outcome: 'failure' })
      const deadline = Date.now() + 5_000
      while ((await refused()).length === 0) {
        assert.ok(Date.now() < deadline)
        await new Promise((resume) => setImmediate(resume))
      }
      const [event] = await refused()
      const [wrong = ''] = rowsOf(await page())
      assert.match(wrong, /Wrong password/)
      assert.ok(event?.detail.trace && wrong.includes(String(event.detail.trace)))

      const type = 'user.session.start'
      const actor = { kind: 'user', id: ada.id } as const
      const target = { kind: 'connection', id: okta } as const
      const at = Date.now()
      for (let i = 1; i <= 9; i++) {
        const happened = { organizationId: organization.id, type, actor } as const
        await recordEvent(db, { ...happened, detail: { through: 'okta', browser: '<b>' } }, at + i)
        const why = { outcome: 'failure', target, detail: { reason: 'linking_refused' } } as const
        await recordEvent(db, { ...happened, ...why }, at + i)
      }
      const rows = rowsOf(await page())
      const isRefused = (row: string) => row.includes('Refused')
      assert.equal(rows.filter(isRefused).length, 3)
      assert.ok(rows.filter(isRefused).every((row) => row.includes('Okta')))
      assert.equal(rows.filter((row) => row.includes('Okta</bdi> · <bdi>&lt;b&gt;')).length, 5)
      assert.ok((await page()).html.length < 20_000)
    })

    test('whoever has no password is offered none to change', async () => {
      await updateUser(server.db, { ...ada, passwordHash: undefined })
      await tie(server, ada, okta)
      const { text } = await page()
      assert.doesNotMatch(text, /Change your password/)
      assert.match(text, /Your only way in/)
      const answer = await browser.get(`${server.url}/account/password`)
      assert.equal(new URL(answer.url).pathname, '/account')
    })

    test('a connection is given up, and the sessions that began through it end', async () => {
      await tie(server, ada, okta)
      await tie(server, ada, google)
      const { organization } = server
      const began = { amr: [], address: '', userAgent: '', connectionId: okta }
      const { session } = newSession({ organization, user: ada, signedIn: began }, now())
      await insertSession(server.db, session)
      const done = await disconnect(okta)
      assert.match(done.text, /connection to your account has ended/)
      assert.match(done.text, /Google/)
      assert.doesNotMatch(done.text, /Okta/)
      assert.equal(await ties(), 1)
      assert.ok((await eventsOf()).includes('user.identity.unlink'))
      const rows = await server.db
        .selectFrom('session')
        .select('uid')
        .where('user_id', '=', ada.id)
        .execute()
      assert.equal(rows.length, 1)
    })

    test('however many sessions there are, signing out everywhere else ends them all', async () => {
      await begin(130)
      const [oldest] = await uids()
      const form = { session: oldest ?? '' }
      await browser.post(`${server.url}/account/sessions/end`, form)
      assert.ok(!(await uids()).includes(oldest ?? ''), 'also one that the page had no room for')
      const done = await browser.post(`${server.url}/account/sessions/others`, {})
      assert.match(done.text, /what you ended is signed out/)
      assert.equal((await uids()).length, 1)
      assert.ok(await isIn(browser))
      const stranger = await addPerson(server, `stranger${count++}@acme.test`)
      await signedInBrowser(server, stranger.login)
      const [theirs = ''] = await uids(stranger)
      await browser.post(`${server.url}/account/sessions/end`, { session: theirs })
      assert.deepEqual(await uids(stranger), [theirs], 'and none of anybody else')
    })

    test('giving a connection up ends every session through it, and no other', async () => {
      await tie(server, ada, okta)
      await tie(server, ada, google)
      await begin(130, google)
      await begin(3, okta)
      await server.db
        .updateTable('session')
        .set({ last_seen_at: 1 })
        .where('connection_id', '=', okta)
        .execute()
      await disconnect(okta)
      assert.equal((await uids()).length, 131)
    })

    test('the last way in stays, whichever it is', async () => {
      await tie(server, ada, okta)
      await tie(server, ada, google)
      await updateUser(server.db, { ...ada, passwordHash: undefined })
      await disconnect(google)
      const refused = await disconnect(okta)
      assert.equal(refused.status, 409)
      assert.match(alertOf(refused) ?? '', /only way in/)
      assert.equal(await ties(), 1)
    })

    test('of two last ways given up at once, one stays', async () => {
      await tie(server, ada, okta)
      await tie(server, ada, google)
      await updateUser(server.db, { ...ada, passwordHash: undefined })
      await Promise.all([disconnect(okta), disconnect(google)])
      assert.equal(await ties(), 1)
    })

    test('ten minutes after the sign-in the password is asked for, or another sign-in', async () => {
      await tie(server, ada, okta)
      now.advance(11 * MINUTE)
      const asked = await browser.get(`${server.url}/account/disconnect/${okta}`)
      assert.match(asked.html, /name="password"/)
      assert.equal((await disconnect(okta)).status, 403)
      assert.equal((await disconnect(okta, { password: 'wrong' })).status, 401)
      assert.equal(await ties(), 1)
      await disconnect(okta, { password: PASSWORD })
      assert.equal(await ties(), 0)

      await tie(server, ada, okta)
      await tie(server, ada, google)
      await updateUser(server.db, { ...ada, passwordHash: undefined })
      const again = await browser.get(`${server.url}/account/disconnect/${okta}`)
      assert.match(again.html, /\/login\?return_to=%2Faccount%2Fdisconnect%2F\w+&amp;fresh=1/)
      assert.equal((await disconnect(okta, { password: PASSWORD })).status, 403)
    })

    test('nothing of it is done for another site, or for whoever is not signed in', async () => {
      await tie(server, ada, okta)
      const headers = { origin: 'https://evil.tld' }
      for (const path of ['password', `disconnect/${okta}`]) {
        const to = `${server.url}/account/${path}`
        const fields = { present: PASSWORD, wanted: NEW_PASSWORD }
        assert.equal((await browser.post(to, fields, { headers })).status, 403)
        assert.match((await createBrowser().post(to, fields)).url, /\/login/)
      }
      assert.equal(await ties(), 1)
    })
  })
}
