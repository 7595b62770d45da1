import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hash } from '@node-rs/argon2'
import { renewPasswordHash } from '../src/core/users/renew-password-hash.ts'
import { findUser } from '../src/core/users/user-store.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, countWritten, PASSWORD, startLoginServer } from './support/login-server.ts'

async function acmeWithAda() {
  const server = await startLoginServer()
  await addPerson(server)
  return server
}

async function type(browser: Browser, url: string, login: string, password: string) {
  return browser.submit(await browser.get(`${url}/login?return_to=/welcome`), { login, password })
}

const withoutCode = (text: string) => text.replace(/[A-Z2-9]{4}-[A-Z2-9]{4}/, '')

for (const engine of engines) {
  test(`a hash of another cost is renewed at the sign-in on ${engine.name}, and undoes no change`, async () => {
    const server = await startLoginServer({ db: await engine.fresh() })
    const passwordHash = await hash(PASSWORD, { memoryCost: 4_096, timeCost: 3, parallelism: 1 })
    const ada = await addPerson(server, { passwordHash })
    const stored = async () => (await findUser(server.db, ada.id))?.passwordHash ?? ''
    assert.equal((await type(createBrowser(), server.url, ada.login, 'wrong-password')).status, 401)
    assert.equal(await stored(), passwordHash)
    assert.equal((await type(createBrowser(), server.url, ada.login, PASSWORD)).text, 'welcome')
    const renewed = await stored()
    assert.match(renewed, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal((await type(createBrowser(), server.url, ada.login, PASSWORD)).text, 'welcome')
    assert.equal(await stored(), renewed, 'once')
    // Whoever read the old hash, and comes to write after the password was changed, writes nothing.
    await renewPasswordHash(server.db, ada, PASSWORD)
    assert.equal(await stored(), renewed)
  })

  test(`a login that no database takes is one that nobody has, on ${engine.name}`, async () => {
    const server = await startLoginServer({ db: await engine.fresh() })
    const page = await type(createBrowser(), server.url, 'ada@acme.test\0', PASSWORD)
    assert.equal(page.status, 401)
    assert.match(page.text, /The username or the password is wrong/)
  })
}

describe('a sign-in with a password', () => {
  test('goes on to where the person was going', async () => {
    const server = await acmeWithAda()
    const browser = createBrowser()
    const page = await type(browser, server.url, ' ADA@acme.test', PASSWORD)
    assert.equal(page.text, 'welcome')
    const [session] = await server.db.selectFrom('session').selectAll().execute()
    assert.equal(session?.amr, '["pwd"]')
    const again = await browser.get(`${server.url}/login?return_to=/welcome`)
    assert.equal(again.text, 'welcome', 'who is signed in goes on at once')
  })

  test('says the same of a wrong password and of a login that nobody has', async () => {
    const server = await acmeWithAda()
    await addPerson(server, { login: 'okta-only@acme.test', passwordHash: undefined })
    const pages = await Promise.all(
      ['ada@acme.test', 'nobody@acme.test', 'okta-only@acme.test'].map((login) =>
        type(createBrowser(), server.url, login, 'wrong'),
      ),
    )
    const [one, ...others] = pages.map((page) => ({
      status: page.status,
      text: withoutCode(page.text),
    }))
    assert.equal(one?.status, 401)
    assert.match(one?.text ?? '', /The username or the password is wrong/)
    for (const other of others) assert.deepEqual(other, one)
    assert.equal((await countWritten(server.db)).session, 0)
  })

  test('keeps what was typed, and the way', async () => {
    const server = await acmeWithAda()
    const browser = createBrowser()
    const wrong = await type(browser, server.url, 'ada@acme.test', 'wrong')
    assert.equal(wrong.forms[0]?.fields.login, 'ada@acme.test')
    assert.equal((await browser.submit(wrong, { password: PASSWORD })).text, 'welcome')
  })

  test('tells of an account that is not active only to who has its password', async () => {
    const server = await startLoginServer()
    await addPerson(server, { status: 'deactivated' })
    const wrong = await type(createBrowser(), server.url, 'ada@acme.test', 'wrong')
    assert.doesNotMatch(wrong.text, /not active/)
    const right = await type(createBrowser(), server.url, 'ada@acme.test', PASSWORD)
    assert.equal(right.status, 403)
    assert.match(right.text, /This account is not active/)
    assert.equal((await countWritten(server.db)).session, 0)
  })

  test('sent from another site signs nobody in (login CSRF)', async () => {
    const server = await acmeWithAda()
    const page = await createBrowser().post(
      `${server.url}/login`,
      { login: 'ada@acme.test', password: PASSWORD },
      { from: 'http://evil.test/' },
    )
    assert.equal(page.status, 403)
    assert.equal((await countWritten(server.db)).session, 0)
  })

  test('is not offered and not taken where the organization has none', async () => {
    const server = await startLoginServer({ settings: { passwordSignIn: false } })
    await addPerson(server)
    const browser = createBrowser()
    assert.deepEqual((await browser.get(`${server.url}/login`)).forms, [])
    const fields = { login: 'ada@acme.test', password: PASSWORD }
    assert.equal((await browser.post(`${server.url}/login`, fields)).status, 403)
    assert.equal((await countWritten(server.db)).session, 0)
  })

  test('takes neither a giant password nor a parameter twice', async () => {
    const server = await acmeWithAda()
    const giant = { login: 'ada@acme.test', password: 'x'.repeat(60_000) }
    assert.equal((await createBrowser().post(`${server.url}/login`, giant)).status, 401)
    const flood = { ...giant, password: 'x'.repeat(100_000) }
    assert.equal((await createBrowser().post(`${server.url}/login`, flood)).status, 413)
  })

  test('gives a new session each time, whatever the browser brought', async () => {
    const server = await acmeWithAda()
    const browser = createBrowser()
    const name = `latchkey_session_${server.organization.id}`
    const planted = 'p'.repeat(43)
    browser.cookies.store(new URL(server.url), [`${name}=${planted}; Path=/`])
    await type(browser, server.url, 'ada@acme.test', PASSWORD)
    assert.notEqual(browser.cookies.named(name)?.value, planted)
  })
})

describe('the login screen', () => {
  for (const returnTo of ['//evil.test', '/\\evil.test', 'https://evil.test', '/\t/evil.test']) {
    test(`does not lead to ${JSON.stringify(returnTo)}`, async () => {
      const server = await acmeWithAda()
      const browser = createBrowser()
      const query = new URLSearchParams({ return_to: returnTo })
      const screen = await browser.get(`${server.url}/login?${query}`)
      const page = await browser.submit(screen, { login: 'ada@acme.test', password: PASSWORD })
      assert.equal(page.url, `${server.url}/`)
    })
  }

  test('is shown to somebody signed in when a fresh sign-in is asked for', async () => {
    const server = await acmeWithAda()
    const browser = createBrowser()
    await type(browser, server.url, 'ada@acme.test', PASSWORD)
    const url = `${server.url}/login?return_to=/welcome&fresh=1&login_hint=ada%40acme.test`
    const screen = await browser.get(url)
    assert.equal(screen.forms[0]?.fields.login, 'ada@acme.test')
    assert.equal((await browser.submit(screen, { password: PASSWORD })).text, 'welcome')
  })
})
