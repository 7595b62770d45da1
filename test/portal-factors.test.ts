import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { MINUTE, SECOND } from '../src/base/clock.ts'
import type { SecondFactor } from '../src/core/organizations/organization.ts'
import { updateOrganization } from '../src/core/organizations/organization-store.ts'
import type { User } from '../src/core/users/user.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { type Browser, type BrowserPage, createBrowser } from './support/browser.ts'
import { movableClock } from './support/movable-clock.ts'
import { flowServer } from './support/provider-flows.ts'
import { addPerson, PASSWORD, type RunningServer } from './support/running-server.ts'
import { type Authenticator, authenticatorOf, giveAuthenticator } from './support/second-factors.ts'

const clock = movableClock()
let server: RunningServer
let people = 0

before(async () => {
  server = await flowServer({ now: clock })
})

async function signIn(user: User, app?: Authenticator, browser = createBrowser()) {
  const screen = await browser.get(`${server.url}/login?fresh=1`)
  const page = await browser.submit(screen, { login: user.login, password: PASSWORD })
  if (app) await browser.submit(page, { code: app.recoveryCodes[0] ?? '', kind: 'recovery' })
  return browser
}

async function person(): Promise<User> {
  people += 1
  return addPerson(server, `person${people}@acme.test`)
}

const at = (path = '') => `${server.url}/account/factors${path}`
const formOf = ({ forms }: BrowserPage, action: string) => {
  const form = forms.find((one) => one.action.endsWith(action))
  assert.ok(form, `a form to ${action}`)
  return form
}
const typesOf = async ({ id }: User) => {
  const events = server.db.selectFrom('event').select('type').where('target_id', '=', id)
  return (await events.orderBy('id').execute()).map(({ type }) => type)
}
const countOf = async ({ id }: User) => {
  const row = server.db.selectFrom('user').select('second_factors').where('id', '=', id)
  return (await row.executeTakeFirstOrThrow()).second_factors
}

async function addApp(browser: Browser, name: string) {
  const page = await browser.get(at('/app'))
  const secret = /class="secret">([A-Z2-7 ]+)</.exec(page.html)?.[1]?.replaceAll(' ', '') ?? ''
  const code = authenticatorOf(secret)()
  return browser.submit(formOf(page, '/app'), { name, code })
}

describe('a person', () => {
  test('adds an app, gets codes, makes new ones, and removes the app again', async () => {
    const user = await person()
    const browser = await signIn(user)
    const none = await browser.get(at())
    assert.match(none.text, /You have none yet/)
    const wrong = await browser.submit(formOf(await browser.get(at('/app')), '/app'), { code: '1' })
    assert.equal(wrong.status, 401)
    const codes = await addApp(browser, 'Telephone')
    assert.match(codes.text, /Keep your recovery codes/)
    assert.equal(await countOf(user), 1)
    const listed = await browser.get(at())
    assert.match(listed.text, /Telephone .* 10 are left/)
    assert.ok(!listed.forms.some(({ action }) => action.endsWith('/remove')), 'shown first')
    assert.match((await browser.get(`${server.url}/account`)).text, /One, asked for/)

    const app = { code: () => '', recoveryCodes: codesOn(codes) }
    await signIn(user, app, browser)
    const other = await signIn(user, { ...app, recoveryCodes: codesOn(codes).slice(1) })
    const mine = await other.get(at())
    const renewed = await other.submit(formOf(mine, '/codes'))
    assert.equal(codesOn(renewed).length, 10)
    await other.submit(formOf(mine, '/remove'))
    assert.equal(await countOf(user), 0)
    assert.doesNotMatch((await other.get(at())).text, /Recovery codes/)
    assert.deepEqual(await typesOf(user), [
      ...['user.mfa.factor.activate', 'user.mfa.factor.update', 'user.mfa.factor.deactivate'],
    ])
  })

  test('changes nothing in a browser left open, nor in a session without the factor', async () => {
    const user = await person()
    const left = await signIn(user)
    const app = await giveAuthenticator(server, user)
    const { id } = await server.db
      .selectFrom('totp_factor')
      .select('id')
      .where('user_id', '=', user.id)
      .executeTakeFirstOrThrow()
    const remove = (browser: Browser) => browser.post(at('/remove'), { factor: id })
    assert.match((await remove(left)).text, /Type the code of your authenticator app/)
    const late = await signIn(user, app)
    clock.advance(11 * MINUTE)
    assert.match((await remove(late)).text, /Sign in/)
    assert.match((await late.post(at('/codes'), {})).text, /Sign in/)
    const crossSite = { from: 'http://evil.test/' }
    assert.equal((await late.post(at('/remove'), { factor: id }, crossSite)).status, 403)
    assert.equal(await countOf(user), 1)
  })

  test('keeps one where one is required, and takes away none of anybody else’s', async () => {
    const user = await person()
    const app = await giveAuthenticator(server, user)
    const group = { id: `grp_${people}`, organization_id: server.organization.id, created_at: 0 }
    const named = { name: 'Finance', name_key: `finance${people}`, description: '', updated_at: 0 }
    await server.db
      .insertInto('group')
      .values({ ...group, ...named, requires_second_factor: 1 })
      .execute()
    const membership = { user_id: user.id, group_id: group.id, source: 'manual' }
    await server.db.insertInto('membership').values(membership).execute()
    const browser = await signIn(user, app)
    const page = await browser.get(at())
    const refused = await browser.submit(formOf(page, '/remove'))
    assert.equal(refused.status, 409)
    assert.match(refused.text, /this is your only one: add another one first/)
    const stranger = await person()
    await giveAuthenticator(server, stranger)
    const theirs = server.db
      .selectFrom('totp_factor')
      .select('id')
      .where('user_id', '=', stranger.id)
    const { id } = await theirs.executeTakeFirstOrThrow()
    await addApp(browser, 'Tablet')
    await browser.post(at('/remove'), { factor: id })
    assert.equal(await countOf(stranger), 1)
    await browser.submit(formOf(page, '/remove'))
    assert.equal(await countOf(user), 1)
  })
})

const codesOn = ({ html }: BrowserPage) =>
  [...html.matchAll(/<li><code>([^<]+)</g)].map(([, one = '']) => one)

describe('a session from before a second factor was asked of its person', () => {
  test('opens neither the account nor the console nor the API until one is shown in it', async () => {
    const admin = await addPerson(server, 'admin-of-before@acme.test', { role: 'admin' })
    const browser = await signIn(admin)
    const app = await giveAuthenticator(server, admin)
    const pages = ['/', '/account', '/account/password', '/account/factors', '/console/']
    const open = (path: string) => browser.get(server.url + path)
    for (const path of pages) assert.doesNotMatch((await open(path)).url, /\/login/, path)
    const api = () => browser.get(`${server.url}/api/v1/session`)
    assert.equal((await api()).status, 200)

    await require('required')
    for (const path of pages) {
      const asked = await open(path)
      assert.match(asked.url, /\/login\/factor\?request=/, path)
      assert.match(asked.text, /authenticator app/)
    }
    const changed = await browser.post(`${server.url}/account/password`, {})
    assert.match(changed.url, /\/login\/factor/)
    const refused = await api()
    assert.deepEqual([refused.status, JSON.parse(refused.html).code], [403, 'sign_in_again'])

    const asked = await open('/account/password')
    const shown = await browser.submit(asked, {
      code: app.recoveryCodes[0] ?? '',
      kind: 'recovery',
    })
    assert.match(shown.url, /\/account\/password$/)
    assert.equal((await api()).status, 200)
    await require('optional')
  })

  async function require(secondFactor: SecondFactor): Promise<void> {
    const { db, organization } = server
    const settings = { ...organization.settings, secondFactor }
    await updateOrganization(db, { ...organization, settings })
    // What a visit knows of its organization may be two seconds old.
    clock.advance(3 * SECOND)
  }
})

describe('the help desk', () => {
  let helpdesk: AdminClient
  before(async () => {
    helpdesk = await signedInAs(server, 'helpdesk')
  })

  test('resets the factors of a member, with an event, and what is pending ends', async () => {
    const user = await person()
    await giveAuthenticator(server, user)
    const browser = createBrowser()
    const screen = await browser.get(`${server.url}/login`)
    const asked = await browser.submit(screen, { login: user.login, password: PASSWORD })
    const listed = await helpdesk.get(`/users/${user.id}/factors`)
    assert.equal(listed.body.recoveryCodesLeft, 10)
    assert.doesNotMatch(JSON.stringify(listed.body), /secret|sealed/i)
    const reset = () => helpdesk.call('POST', `/users/${user.id}/reset-factors`)
    assert.equal((await reset()).status, 204)
    assert.equal((await browser.get(asked.url)).status, 400)
    assert.equal(await countOf(user), 0)
    assert.deepEqual(await typesOf(user), ['user.mfa.factor.reset_all'])
    const { items, recoveryCodesLeft } = (await helpdesk.get(`/users/${user.id}/factors`)).body
    assert.deepEqual([items, recoveryCodesLeft], [[], 0])
  })

  test('does not reset its own', async () => {
    const own = await helpdesk.call('POST', `/users/${helpdesk.user.id}/reset-factors`)
    assert.equal(own.status, 403)
    const owner = await signedInAs(server, 'owner')
    const itself = await owner.call('POST', `/users/${owner.user.id}/reset-factors`)
    assert.match(String(itself.body.detail), /in your account/)
  })
})
