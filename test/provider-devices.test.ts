import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { MINUTE } from '../src/base/clock.ts'
import { DEVICE_CODE } from '../src/core/applications/application.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  claimsOf,
  flowServer,
  post,
  type ServerName,
  signedInBrowser,
  signIn,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

const clock = movableClock()
let server: RunningServer
let browser: Browser
let tv: App
let ada: Awaited<ReturnType<typeof addPerson>>

before(async () => {
  server = await flowServer({ now: clock })
  ada = await addPerson(server, 'ada@acme.test')
  browser = await signedInBrowser(server, 'ada@acme.test')
  tv = await addApplication(server, {
    label: 'Television',
    settings: { grantTypes: [DEVICE_CODE] },
  })
})

type Begun = Record<
  'device_code' | 'user_code' | 'verification_uri' | 'verification_uri_complete',
  string
>

async function begin(client: App = tv, name: ServerName = 'org'): Promise<Begun> {
  const { status, body, text } = await post(
    server,
    'device/authorize',
    { scope: 'openid' },
    { client, name },
  )
  assert.equal(status, 200, text)
  return body as unknown as Begun
}

const poll = ({ device_code }: Begun, client: App = tv, name: ServerName = 'org') =>
  post(server, 'token', { grant_type: DEVICE_CODE, device_code }, { client, name })
const errorOf = async (begun: Begun) => (await poll(begun)).body.error
const decide = (who: Browser, user_code: string, decision = 'allow', more = {}) =>
  who.post(`${server.url}/activate`, { user_code, decision }, more)

for (const engine of engines) {
  test(`of those who decide about one device at once one does, on ${engine.name}`, async () => {
    const shared = await flowServer({ db: await engine.fresh() })
    const logins = ['ada@acme.test', 'grace@acme.test', 'linus@acme.test']
    const people = await Promise.all(logins.map((login) => addPerson(shared, login)))
    const browsers = await Promise.all(logins.map((login) => signedInBrowser(shared, login)))
    const client = await addApplication(shared, { settings: { grantTypes: [DEVICE_CODE] } })
    for (const others of ['allow', 'cancel']) {
      const asked = await post(shared, 'device/authorize', { scope: 'openid' }, { client })
      const { user_code, device_code } = asked.body as unknown as Begun
      const pages = await Promise.all(
        browsers.map((browser, place) =>
          browser.post(`${shared.url}/activate`, {
            user_code,
            decision: place === 0 ? 'allow' : others,
          }),
        ),
      )
      const [first, ...more] = pages.flatMap(({ status }, at) => (status === 200 ? [at] : []))
      assert.deepEqual(more, [], pages.map(({ text }) => text).join('\n'))
      const fields = { grant_type: DEVICE_CODE, device_code }
      const polls = await Promise.all([1, 2].map(() => post(shared, 'token', fields, { client })))
      const subjects = polls.flatMap(({ body }) =>
        body.id_token ? [claimsOf(body.id_token).sub] : [],
      )
      const isAllowed = first === 0 || others === 'allow'
      assert.deepEqual(subjects, isAllowed ? [people[first ?? -1]?.id] : [])
    }
  })
}

describe('a device', () => {
  for (const name of ['org', 'default'] as const) {
    test(`of ${name} waits, is let in by a person who compares the code, and once`, async () => {
      const begun = await begin(tv, name)
      assert.equal(begun.verification_uri, `${server.url}/activate`)
      assert.equal((await poll(begun, tv, name)).body.error, 'authorization_pending')
      const screen = await createBrowser().get(begun.verification_uri_complete)
      assert.ok(screen.url.includes('/login'), 'nobody is let in by nobody')

      const other = createBrowser()
      const page = await signIn(
        other,
        await other.get(begun.verification_uri_complete),
        'ada@acme.test',
      )
      assert.ok(page.text.includes(begun.user_code))
      assert.match(page.text, /Television/)
      assert.equal((await poll(begun, tv, name)).body.error, 'authorization_pending')
      await other.submit(page, {}, { button: { name: 'decision', value: 'allow' } })
      const { status, body } = await poll(begun, tv, name)
      assert.equal(status, 200)
      assert.equal(claimsOf(body.id_token).sub, ada.id)
      assert.equal((await poll(begun, tv, name)).body.error, 'invalid_grant')
      assert.equal(
        (await decide(browser, begun.user_code)).status,
        400,
        'the code has done its work',
      )
    })
  }

  test('takes the code as people type it', async () => {
    const begun = await begin()
    const typed = begun.user_code.toLowerCase().replace('-', ' ')
    await decide(browser, typed)
    assert.equal((await poll(begun)).status, 200)
  })

  test('that is refused is told so, and cannot be let in after that', async () => {
    const begun = await begin()
    await decide(browser, begun.user_code, 'cancel')
    assert.equal((await decide(browser, begun.user_code)).status, 400)
    assert.equal(await errorOf(begun), 'access_denied')
    assert.equal(await errorOf(begun), 'invalid_grant')
  })

  test('is not let in by another site, nor by a link', async () => {
    const begun = await begin()
    const foreign = { from: 'https://evil.tld/', headers: { origin: 'https://evil.tld' } }
    assert.equal((await decide(browser, begun.user_code, 'allow', foreign)).status, 403)
    await browser.get(`${begun.verification_uri_complete}&decision=allow`)
    await decide(createBrowser(), begun.user_code)
    assert.equal(await errorOf(begun), 'authorization_pending')
  })

  test('is not let in by a person who is not assigned', async () => {
    const closed = await addApplication(server, {
      settings: { grantTypes: [DEVICE_CODE] },
      assignments: [],
    })
    const begun = await begin(closed)
    const page = await decide(browser, begun.user_code)
    assert.match(page.text, /not assigned/)
    assert.equal((await poll(begun, closed)).body.error, 'authorization_pending')
  })

  test('is of the application that began', async () => {
    const radio = await addApplication(server, { settings: { grantTypes: [DEVICE_CODE] } })
    const begun = await begin()
    await decide(browser, begun.user_code)
    assert.equal((await poll(begun, radio)).body.error, 'invalid_grant')
    assert.equal((await poll(begun, tv, 'default')).body.error, 'invalid_grant')
    assert.equal((await poll(begun)).status, 200)
  })

  for (const code of ['', 'BBBB-BBBB', 'x', '\u0000', 'B'.repeat(5_000)]) {
    test(`with a wrong code is not found: ${JSON.stringify(code.slice(0, 10))}`, async () => {
      assert.equal((await decide(browser, code)).status, 400)
    })
  }

  test('waits ten minutes and no longer', async () => {
    const begun = await begin()
    clock.advance(11 * MINUTE)
    assert.equal((await decide(browser, begun.user_code)).status, 400)
    assert.equal(await errorOf(begun), 'expired_token')
    clock.advance(11 * MINUTE)
    assert.equal(await errorOf(begun), 'invalid_grant')
  })
})
