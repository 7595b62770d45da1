import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { newId } from '../src/base/ids.ts'
import type { ApplicationSettings } from '../src/core/applications/application.ts'
import { updateApplication } from '../src/core/applications/application-store.ts'
import { insertGroup } from '../src/core/groups/group-store.ts'
import { addMember } from '../src/core/groups/membership-store.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { endpoint, flowServer, signedInBrowser, signIn } from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'
import { storedLegs } from './support/stored-legs.ts'

type App = Awaited<ReturnType<typeof addApplication>>

const START = 'http://localhost:9/start?from=tile'
const SPEC: Partial<ApplicationSettings> = {
  redirectUris: ['http://localhost:9/callback'],
  loginMode: 'SPEC',
  visibility: { web: true, mobile: false },
  initiateLoginUri: START,
}
let server: RunningServer
let browser: Browser
let ada: Awaited<ReturnType<typeof addPerson>>
let spec: App

before(async () => {
  server = await flowServer()
  ada = await addPerson(server, 'ada@acme.test')
  browser = await signedInBrowser(server, 'ada@acme.test')
  spec = await addApplication(server, { label: 'Expenses', settings: SPEC })
})

const tile = ({ id, linkId }: App, from = server) => `${from.url}/home/oidc_client/${id}/${linkId}`
const away = (url: URL) => url.port === '9'

describe('the dashboard', () => {
  test('shows what is assigned, active, to be seen, and started from here', async () => {
    const add = (label: string, settings: Partial<ApplicationSettings>, more = {}) =>
      addApplication(server, { label, settings: { ...SPEC, ...settings }, ...more })
    await add('Directory', {}, { assignments: [{ kind: 'user', userId: ada.id }] })
    await add('Unassigned', {}, { assignments: [] })
    await add('Hidden', { visibility: { web: false, mobile: true } })
    await add('Apponly', { loginMode: 'DISABLED' })
    const { clientSecret: _, ...off } = await add('Switchedoff', {})
    await updateApplication(server.db, { ...off, status: 'inactive' })

    const { text, html } = await browser.get(`${server.url}/`)
    assert.match(text, /Expenses/)
    assert.match(text, /Directory/)
    assert.doesNotMatch(text, /Unassigned|Hidden|Apponly|Switchedoff/)
    assert.ok(html.includes(`/home/oidc_client/${spec.id}/${spec.linkId}`))
    const found = await browser.get(`${server.url}/?q=direc`)
    assert.match(found.text, /Directory/)
    assert.doesNotMatch(found.text, /Expenses/)
    const nothing = await browser.get(`${server.url}/?q=${encodeURIComponent('"><script>')}`)
    assert.doesNotMatch(nothing.html, /"><script>/)
  })

  test('is the login screen for whoever is not signed in', async () => {
    assert.ok((await createBrowser().get(`${server.url}/`)).url.startsWith(`${server.url}/login`))
  })
})

describe('a tile', () => {
  test('sends the browser to the initiate login URI with the organization as iss', async () => {
    const { next } = await browser.get(tile(spec), { until: away })
    const url = new URL(next ?? '')
    assert.equal(url.searchParams.get('iss'), server.url)
    assert.equal(url.searchParams.get('from'), 'tile')
    assert.equal([...url.searchParams].length, 2)
  })

  test('asks whoever is not signed in, and goes on', async () => {
    const other = createBrowser()
    const screen = await other.get(tile(spec))
    assert.match(screen.text, /Expenses/)
    const { next } = await signIn(other, screen, 'ada@acme.test')
    assert.ok(next?.startsWith(START))
  })

  test('of an application with a hidden tile still works by its address', async () => {
    const hidden = { ...SPEC, visibility: { web: false, mobile: false } }
    const app = await addApplication(server, { settings: hidden })
    assert.ok((await browser.get(tile(app), { until: away })).next)
  })

  test('of Okta Simplified posts an ID token that verifies', async () => {
    const at = Date.now()
    const groupId = newId('group', at)
    const organizationId = server.organization.id
    const group = { id: groupId, organizationId, name: 'finance', description: '' }
    await insertGroup(server.db, { ...group, createdAt: at, updatedAt: at })
    await addMember(server.db, groupId, ada.id)
    const app = await addApplication(server, {
      settings: {
        ...SPEC,
        loginMode: 'OKTA',
        loginScopes: ['openid', 'email', 'groups'],
        grantTypes: ['authorization_code', 'implicit'],
        implicit: { idToken: true, accessToken: false },
        groupsClaim: { filter: 'REGEX', value: '.*' },
      },
    })
    const page = await browser.get(tile(app))
    const [form] = page.forms
    assert.deepEqual([form?.method, form?.action], ['POST', START])
    assert.deepEqual(Object.keys(form?.fields ?? {}), ['id_token'])
    const keys = createRemoteJWKSet(new URL(endpoint(server, 'keys')))
    const { payload } = await jwtVerify(form?.fields.id_token ?? '', keys, {
      issuer: server.url,
      audience: app.clientId,
    })
    assert.deepEqual([payload.sub, payload.email], [ada.id, 'ada@acme.test'])
    assert.deepEqual(payload.groups, ['finance'])
    assert.equal(payload.name, undefined, 'the scopes decide')
    assert.equal(payload.nonce, undefined)
  })

  const REFUSED: readonly (readonly [string, () => Promise<string>, number])[] = [
    [
      'the application alone starts it',
      async () =>
        tile(await addApplication(server, { settings: { ...SPEC, loginMode: 'DISABLED' } })),
      400,
    ],
    [
      'it is not assigned',
      async () => tile(await addApplication(server, { settings: SPEC, assignments: [] })),
      403,
    ],
    [
      'its link is not its own',
      async () => tile({ ...spec, linkId: newId('link', Date.now()) }),
      404,
    ],
    ['there is none', async () => `${server.url}/home/oidc_client/app_x/lnk_x`, 404],
    [
      'it is of another organization',
      async () => {
        const other = await flowServer({ db: server.db, name: 'Other' })
        return tile(await addApplication(other, { settings: SPEC }), server)
      },
      404,
    ],
  ]
  for (const [why, address, status] of REFUSED) {
    test(`is refused with a page and a trace where ${why}`, async () => {
      const page = await browser.get(await address(), { until: away })
      assert.deepEqual([page.next, page.status], [undefined, status])
      const [code] = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(page.text) ?? []
      assert.ok(code)
      for (let tries = 0; tries < 100; tries += 1) {
        const leg = (await storedLegs(server.db)).find((one) => one.code === code)
        if (leg) {
          return assert.deepEqual([leg.outcome, leg.steps[0]?.name], ['refused', 'launch'])
        }
        await new Promise((done) => setTimeout(done, 20))
      }
      assert.fail('no trace was written')
    })
  }
})

describe('the account page', () => {
  test('ends sessions of the person, from its own site, and nobody else’s', async () => {
    await addPerson(server, 'grace@acme.test')
    const hers = await signedInBrowser(server, 'grace@acme.test')
    const mine = await signedInBrowser(server, 'ada@acme.test')
    const second = await signedInBrowser(server, 'ada@acme.test')
    const rows = await server.db
      .selectFrom('session')
      .select(['uid', 'user_id'])
      .orderBy('created_at')
      .execute()
    const ofGrace = rows.find(({ user_id }) => user_id !== ada.id)?.uid ?? ''
    const ofSecond = rows.findLast(({ user_id }) => user_id === ada.id)?.uid ?? ''
    const end = `${server.url}/account/sessions/end`
    const isIn = async (who: Browser) =>
      new URL((await who.get(`${server.url}/account`)).url).pathname === '/account'

    await mine.post(end, { session: ofGrace })
    assert.equal(await isIn(hers), true)
    const foreign = await mine.post(
      end,
      { session: ofSecond },
      { from: 'https://evil.tld/', headers: { origin: 'https://evil.tld' } },
    )
    assert.equal(foreign.status, 403)
    assert.equal(await isIn(second), true)
    await mine.post(end, { session: ofSecond })
    assert.equal(await isIn(second), false)
    assert.equal(await isIn(mine), true)
    await mine.post(`${server.url}/account/sessions/others`, {})
    assert.equal(await isIn(browser), false)
    assert.equal(await isIn(mine), true)
    assert.equal(await isIn(hers), true)
  })
})
