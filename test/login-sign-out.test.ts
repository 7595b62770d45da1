import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createBrowser } from './support/browser.ts'
import { connect, countWritten, startLoginServer } from './support/login-server.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

async function adaSignedIn({ signOutAtProvider = false } = {}) {
  const server = await startLoginServer()
  await connect(server, provider, { settings: { signOutAtProvider } })
  const browser = createBrowser()
  await browser.get(`${server.url}/login/okta`)
  return { server, browser }
}

describe('signing out', () => {
  test('is asked about first, and ends the session here', async () => {
    const { server, browser } = await adaSignedIn()
    const question = await browser.get(`${server.url}/logout`)
    assert.match(question.text, /ada@acme\.test/)
    assert.equal((await countWritten(server.db)).session, 1, 'asking ends nothing')

    const end = await browser.submit(question)

    assert.equal(new URL(end.url).pathname, '/logged-out')
    assert.match(end.text, /You may still be signed in at Okta/)
    assert.equal((await countWritten(server.db)).session, 0)
    const screen = await browser.get(`${server.url}/login?return_to=/welcome`)
    assert.match(screen.text, /Sign in with Okta/, 'nobody is signed straight in again')
  })

  test('cannot be done from another site', async () => {
    const { server, browser } = await adaSignedIn()
    const page = await browser.post(`${server.url}/logout`, {}, { from: 'http://evil.test/' })
    assert.equal(page.status, 403)
    assert.equal((await countWritten(server.db)).session, 1)
  })

  test('goes on to the provider where the connection says so, with the ID token as a hint', async () => {
    const { server, browser } = await adaSignedIn({ signOutAtProvider: true })

    const end = await browser.submit(await browser.get(`${server.url}/logout`))

    assert.equal(end.url, `${server.url}/logged-out`)
    const asked = provider.requestsTo('/logout').at(-1)
    assert.equal(asked?.query.post_logout_redirect_uri, `${server.url}/logged-out`)
    assert.equal(asked?.query.client_id, provider.clientId)
    assert.match(asked?.query.id_token_hint ?? '', /^eyJ/)
    assert.doesNotMatch(JSON.stringify(await server.traces()), /eyJ/, 'no trace has a token')
  })

  test('works while the provider is down', async () => {
    const { server, browser } = await adaSignedIn({ signOutAtProvider: true })
    server.forgetDocuments()
    await provider.stop()
    const end = await browser.submit(await browser.get(`${server.url}/logout`))
    await provider.start()
    assert.match(end.text, /You are signed out/)
    assert.equal((await countWritten(server.db)).session, 0)
  })

  test('of somebody who is not signed in just says so', async () => {
    const server = await startLoginServer()
    const page = await createBrowser().get(`${server.url}/logout`)
    assert.match(page.text, /You are signed out/)
  })
})

test('the ID token is kept only where signing out needs it, and sealed', async () => {
  const { server } = await adaSignedIn()
  const [plain] = await server.db.selectFrom('session').selectAll().execute()
  assert.equal(plain?.id_token_sealed, null)
  const other = await adaSignedIn({ signOutAtProvider: true })
  const [kept] = await other.server.db.selectFrom('session').selectAll().execute()
  const idToken = await other.server.sealer.open(kept?.id_token_sealed ?? '')
  assert.equal(idToken.split('.').length, 3)
  assert.ok(!JSON.stringify(kept).includes(idToken))
})
