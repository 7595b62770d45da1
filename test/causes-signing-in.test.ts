import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { MINUTE } from '../src/base/clock.ts'
import { hashPassword } from '../src/core/users/password.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { assertExplained, type Wanted } from './support/explained.ts'
import { startHangingServer } from './support/hanging-server.ts'
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
import { startSelfSigned } from './support/self-signed.ts'

let server: LoginServer
let provider: MisbehavingProvider

before(async () => {
  server = await startLoginServer()
  provider = await startMisbehavingProvider()
  await connect(server, provider, { settings: { callback: 'own' } })
  // Two connections, so that each has a callback address of its own.
  await connect(server, provider, { slug: 'other', settings: { callback: 'own', signUp: false } })
})
after(() => provider.close())
beforeEach(() => provider.behave())

const explained = async (wanted: Wanted, now?: () => number) =>
  assertExplained({ db: server.db, ...(now && { now }) }, await server.traces(), wanted)

describe('a provider that cannot be reached', () => {
  const ROWS: readonly (readonly [string, string, Wanted])[] = [
    [
      'down',
      'http://localhost:1',
      {
        cause: 'provider_down',
        received: /ECONNREFUSED/,
        where: 'okta',
        menu: 'Okta’s status page',
      },
    ],
    [
      'of-no-name',
      'https://nobody.invalid',
      {
        cause: 'dns',
        expected: /an address/,
        received: /ENOTFOUND|EAI_AGAIN/,
        where: 'here',
        link: /^\/console\/connections\/con_/,
      },
    ],
    [
      'private',
      'https://10.0.0.1',
      { cause: 'address_not_allowed', received: /private/, where: 'here', paste: '10.0.0.1' },
    ],
  ]
  for (const [slug, issuer, wanted] of ROWS) {
    test(`${slug}: ${wanted.cause}`, async () => {
      await connect(server, { ...provider, issuer }, { slug })
      await createBrowser().get(`${server.url}/login/${slug}`)
      await explained(wanted)
    })
  }

  test('self-signed: tls_certificate', async () => {
    const strange = await startSelfSigned()
    await connect(server, { ...provider, issuer: strange.url }, { slug: 'self-signed' })
    await createBrowser().get(`${server.url}/login/self-signed`)
    await strange.close()
    await explained({ cause: 'tls_certificate', received: /SELF_SIGNED/, where: 'here' })
  })

  test('silent: provider_slow', async () => {
    const hanging = await startHangingServer()
    await connect(server, { ...provider, issuer: hanging.url }, { slug: 'silent' })
    await createBrowser().get(`${server.url}/login/silent`)
    await hanging.close()
    await explained({
      cause: 'provider_slow',
      expected: /five seconds/,
      received: /within the time/,
    })
  })
})

const atCallback = (url: URL) => url.pathname.startsWith('/sso/openid')

/** The browser is about to bring the provider's answer back, through the connection named. */
async function onTheWayBack(browser: Browser = createBrowser(), slug = 'okta') {
  const page = await browser.get(`${server.url}/login/${slug}`, { until: atCallback })
  return { browser, page, callback: page.next ?? '' }
}

describe('the way back', () => {
  test('used twice', async () => {
    const { browser, page, callback } = await onTheWayBack()
    await browser.follow(page)
    await browser.get(callback)
    await explained({ cause: 'attempt_replayed', expected: /an open attempt/, received: /already/ })
  })

  test('too late', async () => {
    const { browser, page } = await onTheWayBack()
    const ago = { expires_at: Date.now() - 1 }
    await server.db.updateTable('sign_in_attempt').set(ago).execute()
    await browser.follow(page)
    await explained({ cause: 'attempt_expired', received: /ten minutes/ })
  })

  test('without the cookie: another address, a proxy that drops it', async () => {
    const { callback } = await onTheWayBack()
    await createBrowser().get(callback)
    const { sentence } = await explained({
      cause: 'attempt_cookie_lost',
      where: 'here',
      paste: server.url,
    })
    assert.match(sentence, /over http in place of https, or a proxy/)
  })

  test('without the cookie: a form of another site, to an address of plain http', async () => {
    const { browser, callback } = await onTheWayBack()
    const url = new URL(callback)
    const fields = Object.fromEntries(url.searchParams)
    // The browser has the cookie, and keeps it back: it is Lax, and the form is another site's.
    await browser.post(`${url.origin}${url.pathname}`, fields, { from: 'http://127.0.0.1:9/' })
    const { sentence } = await explained({ cause: 'attempt_cookie_lost' })
    assert.match(sentence, /answered by a form \(form_post\)/)
  })

  test('in another browser, which is signing in as well', async () => {
    const { callback } = await onTheWayBack()
    const { browser } = await onTheWayBack()
    await browser.get(callback)
    await explained({ cause: 'attempt_of_other_browser', received: /another browser/ })
  })

  test('at another connection’s address', async () => {
    const { browser, callback } = await onTheWayBack()
    await browser.get(callback.replace('/sso/openid/okta', '/sso/openid/other'))
    await explained({
      cause: 'callback_of_other_connection',
      expected: /\/okta$/,
      received: /\/other$/,
      where: 'okta',
      menu: 'Sign-in redirect URIs',
      paste: `${server.url}/sso/openid/okta`,
    })
  })

  test('of a connection that is not there', async () => {
    await createBrowser().get(`${server.url}/login/nobody`)
    await explained({ cause: 'connection_off', where: 'here', link: /^\/console\/connections$/ })
  })

  test('from a provider that is not connected', async () => {
    const iss = 'https://elsewhere.example'
    await createBrowser().get(`${server.url}/sso/openid/initiate?iss=${encodeURIComponent(iss)}`)
    await explained({ cause: 'tile_issuer_unknown', received: /elsewhere/, expected: /localhost/ })
  })
})

const atAuthorize = (url: URL) => url.pathname === '/authorize'

describe('the person', () => {
  const ADA = { sub: 'ada-0001', email: 'ada@acme.test', email_verified: true }

  for (const status of ['deactivated', 'suspended', 'staged'] as const) {
    test(`is ${status}`, async () => {
      provider.signInAs({ ...ADA, sub: status, email: `${status}@acme.test` })
      await createBrowser().get(`${server.url}/login/okta`)
      const is = server.db.updateTable('user').set({ status })
      await is.where('email', '=', `${status}@acme.test`).execute()
      await createBrowser().get(`${server.url}/login/okta`)
      await explained({
        cause: `person_${status}`,
        expected: /active/,
        received: new RegExp(status),
        where: 'here',
        link: /^\/console\/people/,
      })
    })
  }

  test('has no account, and the connection makes none', async () => {
    provider.signInAs({ sub: 'new', email: 'new@acme.test' })
    await createBrowser().get(`${server.url}/login/other`)
    const { sentence } = await explained({
      cause: 'sign_up_off',
      expected: /beforehand/,
      received: /connection/,
    })
    assert.match(sentence, /how the connection is set/)
  })

  test('has an account, and the connection is not trusted for the domain', async () => {
    await addPerson(server, { login: 'bob@acme.test', email: 'bob@acme.test' })
    provider.signInAs({ sub: 'bob', email: 'bob@acme.test' })
    await createBrowser().get(`${server.url}/login/okta`)
    await explained({
      cause: 'domain_not_trusted',
      received: /not trusted for the domain/,
      where: 'here',
      paste: 'acme.test',
    })
  })

  test('has an account with another address under the same login', async () => {
    await addPerson(server, { login: 'carol@acme.test', email: 'carol@elsewhere.example' })
    provider.signInAs({ sub: 'carol', email: 'c@acme.test', preferred_username: 'carol@acme.test' })
    await createBrowser().get(`${server.url}/login/okta`)
    await explained({ cause: 'linking_refused', received: /e-mail address is not/ })
  })

  test('has no name', async () => {
    provider.signInAs({ sub: 'nameless' })
    await createBrowser().get(`${server.url}/login/okta`)
    await explained({
      cause: 'names_missing',
      received: /nothing/,
      where: 'okta',
      menu: 'Token claims (in older consoles OpenID Connect ID Token)',
    })
  })

  const typed = async (login: string, at = server) => {
    const browser = createBrowser()
    const page = await browser.get(`${at.url}/login`)
    return browser.submit(page, { login, password: 'not the right one' })
  }

  test('types a wrong password, an unknown login, or has no password: told apart to administrators alone', async () => {
    await addPerson(server, { login: 'dora@acme.test', email: 'dora@acme.test' })
    await addPerson(server, {
      login: 'emil@acme.test',
      email: 'e@acme.test',
      passwordHash: undefined,
    })
    const pages = []
    pages.push(await typed('dora@acme.test'))
    await explained({
      cause: 'wrong_password',
      expected: /this account/,
      where: 'here',
      link: /^\/console\/people\/usr_/,
    })
    pages.push(await typed('nobody@acme.test'))
    await explained({ cause: 'account_unknown', received: /nobody has/ })
    pages.push(await typed('emil@acme.test'))
    await explained({ cause: 'password_not_set', received: /none is set/ })
    const told = pages.map(
      ({ text }) => /The username or the password is wrong[^.]*/.exec(text)?.[0],
    )
    assert.ok(told[0])
    assert.deepEqual(new Set(told).size, 1)
  })

  test('shows a wrong second factor', async () => {
    const greta = await addPerson(server, { login: 'greta@acme.test', email: 'greta@acme.test' })
    await giveAuthenticator(server, greta)
    const browser = createBrowser()
    const page = await browser.get(`${server.url}/login`)
    const asked = await browser.submit(page, { login: greta.login, password: PASSWORD })
    await browser.submit(asked, { code: '123456' })
    await explained({ cause: 'wrong_factor', expected: /shows now/, where: 'here' })
    await browser.post(`${server.url}/login/passkey`, { credential: '{}' })
    await explained({ cause: 'wrong_passkey', expected: /same browser/, where: 'here' })
  })

  test('sends the form from an address that is not the organization’s, or another site does', async () => {
    const typedThere = { login: 'dora@acme.test', password: PASSWORD }
    const proxied = { origin: 'https://id.acme.example', 'sec-fetch-site': 'same-origin' }
    const page = await createBrowser().post(`${server.url}/login`, typedThere, { headers: proxied })
    assert.equal(page.status, 403)
    assert.match(page.text, /has to pass on Host/)
    await explained({
      cause: 'cross_site_form',
      expected: /localhost/,
      received: /id\.acme\.example/,
      where: 'here',
      paste: server.url,
    })
    await createBrowser().post(`${server.url}/login`, typedThere, { from: 'https://evil.example/' })
    await explained({ cause: 'cross_site_form', received: /evil\.example/ })
  })

  test('comes when more passwords are to be checked than there is room for', async () => {
    let isOver = false
    // Each begins anew as soon as it is done or refused, so that there is never room.
    const others = Array.from({ length: 80 }, async () => {
      while (!isOver) {
        await hashPassword(PASSWORD).catch(() => {})
        await new Promise((resume) => setImmediate(resume))
      }
    })
    await typed('dora@acme.test')
    isOver = true
    await Promise.all(others)
    await explained({ cause: 'server_busy', expected: /room/, received: /full/, where: 'here' })
  })

  test('meets an error that nobody foresaw', async () => {
    const rename = (from: string, to: string) =>
      server.db.schema.alterTable(from).renameTo(to).execute()
    await rename('identity', 'identity_gone')
    const page = await createBrowser().get(`${server.url}/login/okta`)
    await rename('identity_gone', 'identity')
    assert.equal(page.status, 500)
    await explained({ cause: 'server_fault', received: /the log has/, where: 'here' })
  })

  test('tries too many passwords', async () => {
    for (let n = 0; n < 11; n += 1) await typed('fritz@acme.test')
    await explained({
      cause: 'too_many_tries',
      expected: /pause/,
      received: /too many for this account/,
      where: 'here',
      link: /^\/console\/people/,
    })
  })
})

describe('groups that are wanted and do not come', () => {
  const mapping = { sync: 'full', rules: [{ match: 'any', sameName: true }] } as const
  const ROWS: readonly (readonly [string, readonly string[], object, Wanted])[] = [
    [
      'unasked',
      ['openid', 'email'],
      {},
      { cause: 'groups_scope_not_asked', where: 'here', paste: 'groups' },
    ],
    [
      'asked',
      ['openid', 'email', 'groups'],
      {},
      { cause: 'groups_filter_missing', where: 'okta', menu: 'Groups claim filter', paste: '.*' },
    ],
    [
      'too-many',
      ['openid', 'email'],
      { _claim_names: { groups: 'src1' } },
      { cause: 'groups_overage', received: /overage/ },
    ],
  ]
  for (const [slug, scopes, claims, wanted] of ROWS) {
    test(`${slug}: the sign-in goes well, with the warning ${wanted.cause}`, async () => {
      await connect(server, provider, { slug, settings: { mapping, scopes } })
      provider.signInAs({ sub: slug, email: `${slug}@acme.test`, ...claims })
      await createBrowser().get(`${server.url}/login/${slug}`)
      const { kind } = await explained({ ...wanted, expected: /groups/ })
      assert.equal(kind, 'warning')
    })
  }
})

test('nobody comes back: the redirect URI is proposed once the attempt is too old, and not before', async () => {
  await createBrowser().get(`${server.url}/login/okta`, { until: atAuthorize })
  const redirectUri = `${server.url}/sso/openid/okta`
  await assert.rejects(explained({ cause: 'never_came_back' }))
  await explained(
    {
      cause: 'never_came_back',
      expected: /sso\/openid\/okta/,
      received: /nothing/,
      where: 'okta',
      menu: 'Sign-in redirect URIs',
      paste: redirectUri,
    },
    () => Date.now() + 11 * MINUTE,
  )
})

test('what went well is not explained', async () => {
  provider.signInAs({ sub: 'fine', email: 'fine@acme.test' })
  await createBrowser().get(`${server.url}/login/okta`)
  await assert.rejects(explained({ cause: 'unknown' }), /undefined/)
})

test('an organization where some domains alone may sign up', async () => {
  const settings = { signUp: 'domains', allowedDomains: ['acme.test'] } as const
  const some = await startLoginServer({ settings })
  await connect(some, provider)
  provider.signInAs({ sub: 'x', email: 'x@elsewhere.example', email_verified: true })
  await createBrowser().get(`${some.url}/login/okta`)
  await assertExplained(some, await some.traces(), {
    cause: 'domain_not_allowed',
    expected: /acme\.test/,
    received: /elsewhere\.example/,
    where: 'here',
    link: /^\/console\/settings$/,
    paste: 'elsewhere.example',
  })
})

test('an organization without passwords, and a browser that goes round and round', async () => {
  const closed = await startLoginServer({ settings: { passwordSignIn: false } })
  await createBrowser().post(`${closed.url}/login`, { login: 'ada@acme.test', password: 'x' })
  await assertExplained(closed, await closed.traces(), {
    cause: 'password_sign_in_off',
    where: 'here',
    link: /^\/console\/settings$/,
  })

  await connect(closed, provider)
  const browser = createBrowser()
  const address = `${closed.url}/sso/openid?iss=${encodeURIComponent(provider.issuer)}`
  for (let round = 0; round < 3; round++) await browser.get(address, { until: atAuthorize })
  await assertExplained(closed, await closed.traces(), {
    cause: 'redirect_loop',
    expected: /latchkey_session/,
    received: /no live session/,
    where: 'here',
    paste: closed.url,
  })
})
