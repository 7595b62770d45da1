import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type BrowserPage, createBrowser } from './support/browser.ts'
import {
  connect,
  countWritten,
  type LoginServer,
  startLoginServer,
} from './support/login-server.ts'
import { ADA, startIndependentProvider } from './support/peers/independent-provider.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'

const NOTHING = { user: 0, identity: 0, session: 0 }
const atCallback = (url: URL) => url.pathname.startsWith('/sso/openid')

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

async function acme(): Promise<LoginServer> {
  provider.behave()
  const server = await startLoginServer()
  await connect(server, provider)
  return server
}

/** Ada has been to her provider, and her browser is about to bring the answer back. */
async function onTheWayBack(server: LoginServer, browser = createBrowser()) {
  const page = await browser.get(`${server.url}/login/okta?return_to=/welcome`, {
    until: atCallback,
  })
  return { browser, page, callback: page.next ?? '' }
}

async function lastReceived(server: LoginServer): Promise<string> {
  return String((await server.traces()).at(-1)?.steps.at(-1)?.detail?.received)
}

describe('an attempt', () => {
  test('opened in another browser signs nobody in, and is not spoiled by it', async () => {
    const server = await acme()
    const { browser, page, callback } = await onTheWayBack(server)

    const other = await createBrowser().get(callback)
    assert.equal(other.status, 400)
    assert.match(other.text, /This sign-in cannot be finished/)
    assert.match(await lastReceived(server), /another browser/)
    assert.deepEqual(await countWritten(server.db), NOTHING)

    assert.equal((await browser.follow(page)).text, 'welcome')
  })

  test('is of use to a browser with an attempt of its own no more than to a stranger', async () => {
    const server = await acme()
    const ada = await onTheWayBack(server)
    const mallory = await onTheWayBack(server)

    const page = await ada.browser.get(mallory.callback)

    assert.equal(page.status, 400, 'Ada is not signed in as Mallory')
    assert.deepEqual(await countWritten(server.db), NOTHING)
  })

  test('is tied to no secret that is none of ours, though the browser brings it', async () => {
    const server = await acme()
    const browser = createBrowser()
    await browser.get(`${server.url}/login/okta`, { until: () => true })
    const cookie = browser.cookies.all().find(({ name }) => name.includes('attempt'))
    assert.match(cookie?.value ?? '', /^[\w-]{43}$/)
    const answer = await fetch(`${server.url}/login/okta`, {
      redirect: 'manual',
      headers: { cookie: `${cookie?.name}=guessed` },
    })
    assert.match(answer.headers.get('set-cookie') ?? '', /^[^=]+=[\w-]{43};/)
  })

  test('works once: the same callback again is refused', async () => {
    const server = await acme()
    const { browser, page, callback } = await onTheWayBack(server)
    await browser.follow(page)

    const again = await browser.get(callback)

    assert.equal(again.status, 400)
    assert.match(await lastReceived(server), /come back already/)
    assert.deepEqual(await countWritten(server.db), { user: 1, identity: 1, session: 1 })
  })

  test('works once when its callback comes twice at the same time', async () => {
    const server = await acme()
    const { browser, callback } = await onTheWayBack(server)

    const pages = await Promise.all([browser.get(callback), browser.get(callback)])

    assert.deepEqual(pages.map(({ status }) => status).toSorted(), [200, 400])
    assert.deepEqual(await countWritten(server.db), { user: 1, identity: 1, session: 1 })
  })

  test('is one of several: tabs of one browser sign in side by side', async () => {
    const server = await acme()
    const browser = createBrowser()
    const one = await onTheWayBack(server, browser)
    const other = await onTheWayBack(server, browser)

    assert.equal((await browser.follow(other.page)).text, 'welcome')
    assert.equal((await browser.follow(one.page)).text, 'welcome')
  })

  test('is over after ten minutes', async () => {
    const server = await acme()
    const { browser, page } = await onTheWayBack(server)
    await server.db
      .updateTable('sign_in_attempt')
      .set({ expires_at: Date.now() - 1 })
      .execute()

    assert.equal((await browser.follow(page)).status, 400)
    assert.match(await lastReceived(server), /ten minutes/)
  })

  test('is refused once its connection is disabled', async () => {
    const server = await acme()
    const { browser, page } = await onTheWayBack(server)
    await server.db.updateTable('connection').set({ enabled: 0 }).execute()

    assert.equal((await browser.follow(page)).status, 400)
    assert.deepEqual(await countWritten(server.db), NOTHING)
  })
})

describe('the way to the provider and back', () => {
  test('leads back by form_post too', async () => {
    const server = await acme()
    const { browser, callback } = await onTheWayBack(server)
    const { origin, pathname, searchParams } = new URL(callback)

    const from = provider.issuer
    const page = await browser.post(origin + pathname, Object.fromEntries(searchParams), { from })

    assert.equal(page.text, 'welcome')
  })

  test('asks for a code with PKCE, state and nonce, new ones each time', async () => {
    const server = await acme()
    const asked = async () => {
      const { page } = await onTheWayBack(server)
      const hop = page.chain.find(({ url }) => url.startsWith(`${provider.issuer}/authorize`))
      return Object.fromEntries(new URL(hop?.url ?? '').searchParams)
    }
    const [one, other] = [await asked(), await asked()]
    assert.equal(one.response_type, 'code')
    assert.equal(one.code_challenge_method, 'S256')
    assert.equal(one.redirect_uri, `${server.url}/sso/openid`)
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.match(one[name] ?? '', /^[\w-]{43}$/, name)
      assert.notEqual(one[name], other[name], name)
    }
  })
})

describe('with two connections', () => {
  test('each has a callback address of its own, and an answer at the other one is refused', async () => {
    const server = await acme()
    await connect(server, provider, { slug: 'entra', name: 'Entra' })
    const { browser, callback } = await onTheWayBack(server)
    assert.equal(new URL(callback).pathname, '/sso/openid/okta')
    const asked = provider.requestsTo('/token').length

    for (const path of ['/sso/openid/entra', '/sso/openid']) {
      const again = await onTheWayBack(server, browser)
      const page = await browser.get(again.callback.replace('/sso/openid/okta', path))
      assert.equal(page.status, 403, path)
      assert.equal(await lastReceived(server), path)
      assert.equal(provider.requestsTo('/token').length, asked, 'no code was sent anywhere')
      assert.deepEqual(await countWritten(server.db), NOTHING)
    }
  })

  test('an attacker who sends the browser on to an honest provider gets no code', async () => {
    const honest = await startIndependentProvider({ people: [ADA] })
    const mixUp = { authorizationEndpoint: `${honest.issuer}/authorize`, clientId: 'acme' }
    const attacker = await startMisbehavingProvider({ mixUp })
    after(() => Promise.all([honest.close(), attacker.close()]))
    const server = await startLoginServer()
    const redirectUris = ['attacker', 'honest'].map((slug) => `${server.url}/sso/openid/${slug}`)
    const client = { client_id: 'acme', client_secret: 'a-secret-long-enough-for-everybody' }
    honest.setClient({ ...client, redirect_uris: redirectUris })
    await connect(server, attacker, { slug: 'attacker', name: 'Attacker' })
    const honestly = { issuer: honest.issuer, clientId: 'acme', clientSecret: client.client_secret }
    await connect(server, honestly, { slug: 'honest', name: 'Honest' })
    attacker.behave('mix_up')
    const browser = createBrowser()

    const form = await browser.get(`${server.url}/login/attacker`)
    const page = await browser.submit(form, { login: 'ada' })

    assert.equal(page.status, 403)
    assert.equal(await lastReceived(server), honest.issuer, 'the answer names its issuer')
    assert.deepEqual(attacker.requestsTo('/token'), [], 'no code was sent to the attacker')
    assert.deepEqual(await countWritten(server.db), NOTHING)
  })
})

describe('a redirect loop', () => {
  /** A browser, or a proxy in front of it, that loses the session cookie and no other. */
  function forgetSession(browser: ReturnType<typeof createBrowser>, server: LoginServer): void {
    const name = `latchkey_session_${server.organization.id}`
    browser.cookies.store(new URL(server.url), [`${name}=; Path=/; Max-Age=0`])
  }

  test('ends at the third round with a page that says what did not come back', async () => {
    const server = await acme()
    const browser = createBrowser()
    const rounds: BrowserPage[] = []
    for (let round = 1; round <= 3; round++) {
      rounds.push(await browser.get(`${server.url}/login/okta?return_to=/welcome`))
      forgetSession(browser, server)
    }
    assert.deepEqual(
      rounds.map(({ status }) => status),
      [200, 200, 400],
    )
    assert.match(rounds[2]?.text ?? '', /did not send back the session cookie/)
  })

  test('is not what a person does who is refused and tries again', async () => {
    const server = await acme()
    const browser = createBrowser()
    provider.behave('error_access_denied')
    for (let round = 1; round <= 4; round++) {
      const page = await browser.get(`${server.url}/login/okta`)
      assert.match(page.text, /Okta did not sign you in/)
    }
    provider.behave()
  })

  test('of tiles ends too, though no round comes back', async () => {
    const server = await acme()
    const browser = createBrowser()
    const tile = `${server.url}/sso/openid/initiate?iss=${encodeURIComponent(provider.issuer)}`
    const statuses: number[] = []
    for (let round = 1; round <= 3; round++) {
      statuses.push((await browser.get(tile, { until: atCallback })).status)
    }
    assert.deepEqual(statuses, [302, 302, 400])
  })
})
