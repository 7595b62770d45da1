import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type BrowserPage, createBrowser } from './support/browser.ts'
import {
  connect,
  countWritten,
  type LoginServer,
  startLoginServer,
} from './support/login-server.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

async function acme(): Promise<LoginServer> {
  const server = await startLoginServer()
  await connect(server, provider)
  return server
}

function tile(server: LoginServer, query: Record<string, string>, path = '/sso/openid/initiate') {
  return `${server.url}${path}?${new URLSearchParams({ iss: provider.issuer, ...query })}`
}

function askedOfProvider(page: BrowserPage): URLSearchParams {
  const hop = page.chain.find(({ url }) => url.startsWith(`${provider.issuer}/authorize`))
  assert.ok(hop, 'the provider was asked')
  return new URL(hop.url).searchParams
}

describe('a sign-in that begins at the provider', () => {
  test('ends signed in, where the tile points to', async () => {
    const server = await acme()
    const target_link_uri = `${server.url}/welcome`
    const page = await createBrowser().get(tile(server, { target_link_uri }))
    assert.equal(page.text, 'welcome')
    assert.equal((await countWritten(server.db)).session, 1)
  })

  test('may be asked for by POST, from another site', async () => {
    const server = await acme()
    const url = `${server.url}/sso/openid/initiate`
    const page = await createBrowser().post(
      url,
      { iss: provider.issuer, target_link_uri: `${server.url}/welcome` },
      { from: provider.issuer },
    )
    assert.equal(page.text, 'welcome')
  })

  test('begins at the callback address too, when iss comes alone', async () => {
    const server = await acme()
    assert.equal((await createBrowser().get(tile(server, {}, '/sso/openid'))).text, 'home')
    assert.equal((await createBrowser().get(tile(server, {}, '/sso/openid/okta'))).text, 'home')
    assert.equal((await createBrowser().get(tile(server, {}, '/sso/openid/other'))).status, 400)
  })

  test('passes the login hint on', async () => {
    const server = await acme()
    const page = await createBrowser().get(tile(server, { login_hint: 'ada@acme.test' }))
    assert.equal(askedOfProvider(page).get('login_hint'), 'ada@acme.test')
  })

  test('takes an issuer with a slash too many', async () => {
    const server = await acme()
    assert.equal(
      (await createBrowser().get(tile(server, { iss: `${provider.issuer}/` }))).status,
      200,
    )
  })

  test('starts a fresh attempt for somebody who is signed in already, as often as they like', async () => {
    const server = await acme()
    const browser = createBrowser()
    for (let round = 1; round <= 4; round++) {
      assert.equal((await browser.get(tile(server, {}))).text, 'home')
    }
    assert.equal((await countWritten(server.db)).session, 4)
  })

  test('starts for somebody who has just signed out, though they came twice in this minute', async () => {
    const server = await acme()
    const browser = createBrowser()
    await browser.get(`${server.url}/login/okta`)
    await browser.get(tile(server, {}))
    await browser.submit(await browser.get(`${server.url}/logout`))
    assert.equal((await browser.get(tile(server, {}))).text, 'home')
  })

  for (const target of [
    'https://evil.test/welcome',
    '//evil.test/welcome',
    'javascript:alert(1)',
    '/\\evil.test',
  ]) {
    test(`does not follow ${target}`, async () => {
      const server = await acme()
      const page = await createBrowser().get(tile(server, { target_link_uri: target }))
      assert.equal(page.url, `${server.url}/`)
    })
  }

  test('follows no address of ours that a browser reads as another host’s', async () => {
    const server = await acme()
    const isElsewhere = ({ hostname }: URL) => hostname === 'evil.test'
    for (const path of ['/.//evil.test', '/x/..//evil.test', '/%2e//evil.test', '/\\evil.test']) {
      const target = tile(server, { target_link_uri: `${server.url}${path}` })
      const begun = `${server.url}/login/okta?${new URLSearchParams({ return_to: path })}`
      for (const address of [target, begun]) {
        const page = await createBrowser().get(address, { until: isElsewhere })
        assert.equal(page.next, undefined, address)
        assert.equal(page.url, `${server.url}/`)
      }
    }
  })

  test('is refused for an issuer that is not connected, or disabled', async () => {
    const server = await acme()
    const stranger = await createBrowser().get(tile(server, { iss: 'https://evil.test' }))
    assert.equal(stranger.status, 400)
    assert.match(stranger.text, /cannot be started/)
    const failed = (await server.traces()).at(-1)?.steps.at(-1)
    assert.equal(failed?.detail?.expected, provider.issuer)
    assert.equal(failed?.detail?.received, 'https://evil.test')

    await server.db.updateTable('connection').set({ enabled: 0 }).execute()
    assert.equal((await createBrowser().get(tile(server, {}))).status, 400)
    assert.equal((await countWritten(server.db)).session, 0)
  })
})
