import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { SECOND } from '../src/base/clock.ts'
import { findAuthorizationServer } from '../src/core/authorization-servers/authorization-server-store.ts'
import { rotateKeysOf } from '../src/core/authorization-servers/save-authorization-server.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  CODE,
  claimsOf,
  endpoint,
  flowServer,
  type Params,
  type ServerName,
  signedInBrowser,
  tokensOf,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

const AFTER = 'http://localhost:9/bye?from=latchkey'
const clock = movableClock()
let server: RunningServer
let app: Awaited<ReturnType<typeof addApplication>>

before(async () => {
  server = await flowServer({ now: clock })
  await addPerson(server, 'ada@acme.test')
  await addPerson(server, 'grace@acme.test')
  app = await addApplication(server, { settings: { ...CODE, postLogoutRedirectUris: [AFTER] } })
})

function logoutUrl(params: Params, name: ServerName = 'org') {
  const url = new URL(endpoint(server, 'logout', name))
  for (const [key, value] of Object.entries(params)) if (value) url.searchParams.set(key, value)
  return url.href
}

const ada = async (name: ServerName = 'org') => {
  const browser = await signedInBrowser(server, 'ada@acme.test')
  return { browser, ...(await tokensOf(server, browser, app, { name })) }
}
const away = (url: URL) => url.port === '9'
const isSignedIn = async (browser: Browser) =>
  new URL((await browser.get(`${server.url}/account`)).url).pathname === '/account'

describe('an application signs a person out', () => {
  for (const name of ['org', 'default'] as const) {
    test(`at ${name}, by its ID token, and gets the browser back with the state`, async () => {
      const { browser, id_token } = await ada(name)
      const state = 'a b&c=d'
      const url = logoutUrl(
        { id_token_hint: id_token, post_logout_redirect_uri: AFTER, state },
        name,
      )
      const page = await browser.get(url, { until: away })
      const next = new URL(page.next ?? '')
      assert.ok(next.href.startsWith(AFTER))
      assert.equal(next.searchParams.get('state'), state)
      assert.equal(await isSignedIn(browser), false)
    })
  }

  test('by a POST from its own site', async () => {
    const { browser, id_token } = await ada()
    const fields = { id_token_hint: id_token, post_logout_redirect_uri: AFTER }
    const from = 'https://app.test/'
    const page = await browser.post(endpoint(server, 'logout'), fields, { from, until: away })
    assert.equal(page.next, AFTER)
    assert.equal(await isSignedIn(browser), false)
  })

  test('a POST is sent on with what is read of it, and never as an address that nobody takes', async () => {
    const browser = createBrowser()
    const stray = { decision: 'x'.repeat(9_000), redirect_uri: 'x'.repeat(9_000) }
    const fields = { ...stray, client_id: app.clientId, state: 'a b' }
    const url = endpoint(server, 'logout')
    const sent = await browser.post(url, fields, { until: () => true })
    assert.equal(sent.next, `${url}?client_id=${app.clientId}&state=a+b`)
    const long = await browser.post(url, { id_token_hint: 'x'.repeat(9_000) })
    assert.equal(long.status, 413)
    assert.match(long.text, /more than 8000 characters/)
  })

  test('by an ID token that has expired, or whose key was rotated out or changed in kind', async () => {
    for (const change of [{}, { signingAlg: 'ES256' }, { signingAlg: 'RS256' }] as const) {
      const { browser, id_token } = await ada()
      const org = await findAuthorizationServer(server.db, server.organization.id, 'org')
      assert.ok(org)
      const changed = { ...org, settings: { ...org.settings, ...change } }
      await rotateKeysOf(
        { db: server.db, sealer: server.sealer, now: clock },
        { server: changed, actor: { kind: 'system' } },
      )
      clock.advance(3 * SECOND)
      const url = logoutUrl({ id_token_hint: id_token, post_logout_redirect_uri: AFTER })
      const page = await browser.get(url, { until: away })
      assert.equal(page.next, AFTER, page.text)
    }
  })

  test('without anything to come back to it ends on a page of ours', async () => {
    const { browser, id_token } = await ada()
    const page = await browser.get(logoutUrl({ id_token_hint: id_token }))
    assert.equal(page.url, `${server.url}/logged-out`)
    assert.equal(await isSignedIn(browser), false)
  })

  test('with nobody signed in it gets its browser back', async () => {
    const { id_token } = await ada()
    const url = logoutUrl({ id_token_hint: id_token, post_logout_redirect_uri: AFTER })
    assert.equal((await createBrowser().get(url, { until: away })).next, AFTER)
  })
})

describe('nobody is signed out by what proves nothing', () => {
  type Made = { id_token: string; foreign: string; access_token: string }
  const unsigned = (jwt: string) =>
    `${btoa('{"alg":"none"}').replaceAll('=', '')}.${jwt.split('.')[1]}.`
  const ROWS: readonly (readonly [string, (made: Made) => Params, number])[] = [
    [
      'an altered signature',
      ({ id_token }) => ({ id_token_hint: `${id_token.slice(0, -6)}AAAAAA` }),
      400,
    ],
    ['alg none', ({ id_token }) => ({ id_token_hint: unsigned(id_token) }), 400],
    ['the token of another server', ({ foreign }) => ({ id_token_hint: foreign }), 400],
    ['a token that is no ID token', ({ access_token }) => ({ id_token_hint: access_token }), 400],
    ['nonsense', () => ({ id_token_hint: 'a.b.c' }), 400],
    ['another application', ({ id_token }) => ({ id_token_hint: id_token, client_id: 'x' }), 400],
    [
      'an address that is not registered',
      ({ id_token }) => ({
        id_token_hint: id_token,
        post_logout_redirect_uri: 'https://evil.tld/',
      }),
      400,
    ],
    [
      'a registered address with more',
      ({ id_token }) => ({ id_token_hint: id_token, post_logout_redirect_uri: `${AFTER}&x=y` }),
      400,
    ],
    ['no hint: it asks', () => ({}), 200],
    [
      'an id and an address only: it asks',
      () => ({ client_id: app.clientId, post_logout_redirect_uri: AFTER }),
      200,
    ],
  ]
  for (const [what, params, status] of ROWS) {
    test(what, async () => {
      const { browser, id_token, access_token } = await ada()
      const foreign = (await tokensOf(server, browser, app, { name: 'default' })).id_token
      const url = logoutUrl(params({ id_token, foreign, access_token }))
      const page = await browser.get(url, { until: away })
      assert.equal(page.next, undefined)
      assert.equal(page.status, status)
      assert.doesNotMatch(page.html, /evil\.tld/)
      assert.equal(await isSignedIn(browser), true)
    })
  }

  test("another person's token asks", async () => {
    const { id_token } = await ada()
    const browser = await signedInBrowser(server, 'grace@acme.test')
    const page = await browser.get(logoutUrl({ id_token_hint: id_token }), { until: away })
    assert.equal(new URL(page.url).pathname, '/logout')
    assert.equal(await isSignedIn(browser), true)
    assert.ok(claimsOf(id_token).sub)
  })

  test('a parameter that comes twice is refused', async () => {
    const { browser, id_token } = await ada()
    const url = logoutUrl({ id_token_hint: id_token, post_logout_redirect_uri: AFTER })
    const page = await browser.get(`${url}&post_logout_redirect_uri=https://evil.tld`, {
      until: away,
    })
    assert.equal(page.status, 400)
    assert.equal(page.next, undefined)
  })
})

describe('applications that take part by the browser', () => {
  const LEAVE = 'http://localhost:9/leave?own=1'
  let leaving: typeof app
  before(async () => {
    const settings = { ...CODE, frontchannelLogoutUri: LEAVE, postLogoutRedirectUris: [AFTER] }
    leaving = await addApplication(server, { settings })
  })

  /** The addresses in the page's frames, and where it goes on to. */
  async function readLeaving(answer: Response) {
    assert.equal(answer.status, 200)
    const [, source = ''] = /<iframe hidden src="([^"]+)"/.exec(await answer.text()) ?? []
    return {
      frame: new URL(source.replaceAll('&amp;', '&')),
      policy: answer.headers.get('content-security-policy') ?? '',
      next: answer.headers.get('refresh') ?? '',
    }
  }
  async function signOutAt(url: string, browser: Browser, init: RequestInit = {}) {
    const headers = {
      cookie:
        browser.cookies.headerFor({ url: new URL(url), method: 'GET', initiator: undefined }) ?? '',
      ...init.headers,
    }
    return readLeaving(await fetch(url, { redirect: 'manual', ...init, headers }))
  }

  test('are loaded unseen with the name of the session, and the browser goes on by itself', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { id_token } = await tokensOf(server, browser, leaving)
    const url = logoutUrl({ id_token_hint: id_token, post_logout_redirect_uri: AFTER })
    const { frame, policy, next } = await signOutAt(url, browser)
    assert.deepEqual(Object.fromEntries(frame.searchParams), {
      own: '1',
      iss: server.url,
      sid: claimsOf(id_token).sid,
    })
    assert.match(policy, /frame-src http:\/\/localhost:9;/)
    assert.equal(next, `2;url=${AFTER}`)
    assert.equal(await isSignedIn(browser), false)
  })

  test('are loaded when the person signs out here, too', async () => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    await tokensOf(server, browser, leaving)
    const page = await browser.submit(await browser.get(`${server.url}/logout`))
    assert.match(page.text, /Your applications are told/)
    assert.equal(await isSignedIn(browser), false)
  })
})
