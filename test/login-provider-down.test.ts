import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { MINUTE } from '../src/base/clock.ts'
import { createProviderDocuments } from '../src/login/provider-documents.ts'
import { createBrowser } from './support/browser.ts'
import { addPerson, connect, PASSWORD, startLoginServer } from './support/login-server.ts'
import { startMisbehavingProvider } from './support/peers/misbehaving-provider.ts'

async function acme(settings: Parameters<typeof connect>[2] = {}) {
  const [server, provider] = [await startLoginServer(), await startMisbehavingProvider()]
  after(() => provider.close())
  return { server, provider, connection: await connect(server, provider, settings) }
}

describe('while the provider is down', () => {
  test('its button leads to a page that says so, and passwords work', async () => {
    const { server, provider } = await acme()
    await addPerson(server)
    await provider.stop()
    const browser = createBrowser()

    const page = await browser.get(`${server.url}/login/okta?return_to=/welcome`)
    assert.equal(page.status, 503)
    assert.match(page.text, /Okta does not answer/)
    assert.match(page.html, /href="\/login\?return_to=%2Fwelcome"/, 'trying again keeps the way')

    const screen = await browser.get(`${server.url}/login?return_to=/welcome`)
    const fields = { login: 'ada@acme.test', password: PASSWORD }
    assert.equal((await browser.submit(screen, fields)).text, 'welcome')
  })

  test('the page comes too when its document is at hand, instead of the browser’s own error', async () => {
    const { server, provider, connection } = await acme()
    let at = Date.now()
    const documents = createProviderDocuments({ outbound: server.deps.outbound, now: () => at })
    await documents.discoverAnswering(server.organization, connection)
    await provider.stop()

    await documents.discoverAnswering(server.organization, connection)
    at += MINUTE
    await assert.rejects(documents.discoverAnswering(server.organization, connection), {
      code: 'upstream_unreachable',
    })
    await provider.start()
    at += MINUTE
    await documents.discoverAnswering(server.organization, connection)
  })

  test('what was read before is used, however old', async () => {
    const { server, provider, connection } = await acme()
    let at = Date.now()
    const documents = createProviderDocuments({ outbound: server.deps.outbound, now: () => at })
    const read = await documents.discover(server.organization, connection)
    await provider.stop()
    at += 48 * 60 * MINUTE
    assert.deepEqual(await documents.discover(server.organization, connection), read)
  })

  test('many people at once are one question', async () => {
    const { server, provider } = await acme()
    await Promise.all(
      Array.from({ length: 8 }, () => createBrowser().get(`${server.url}/login/okta`)),
    )
    assert.equal(provider.requestsTo('/.well-known/openid-configuration').length, 1)
    assert.equal(provider.requestsTo('/keys').length, 1)
  })
})

test('a signed-in administrator sees on the failure page which check failed', async () => {
  const { server, provider } = await acme()
  await addPerson(server, { role: 'admin' })
  provider.behave('wrong_aud')
  const stranger = await createBrowser().get(`${server.url}/login/okta`)
  assert.doesNotMatch(stranger.text, /another-client|ID token|aud/)
  assert.match(stranger.text, /What Okta told .* about you did not pass the checks/)

  const browser = createBrowser()
  const screen = await browser.get(`${server.url}/login`)
  await browser.submit(screen, { login: 'ada@acme.test', password: PASSWORD })
  const page = await browser.get(`${server.url}/login/okta`)
  assert.match(page.text, /For administrators The ID token of Okta .* Check that failed aud/)
  assert.match(page.text, /What mends it in Okta Applications › .* › Client ID/)
  assert.match(page.html, /href="\/console\/connections\/con_/)
  assert.match(page.text, /Expected client-of-the-peer Received another-client/)
  assert.match(page.html, /href="\/console\/sign-ins\//)

  // A difference is marked where there is one, and two values that have nothing in common are not.
  assert.doesNotMatch(page.html, /<mark/)
  provider.behave('iss_trailing_slash')
  const near = await browser.get(`${server.url}/login/okta`)
  assert.match(near.html, /<mark>\/<\/mark>/)
})

test('where no traces are kept, the panel leads to none', async () => {
  const [server, provider] = [
    await startLoginServer({ keepsTraces: false }),
    await startMisbehavingProvider(),
  ]
  after(() => provider.close())
  await connect(server, provider)
  await addPerson(server, { role: 'admin' })
  provider.behave('wrong_aud')
  const browser = createBrowser()
  const screen = await browser.get(`${server.url}/login`)
  await browser.submit(screen, { login: 'ada@acme.test', password: PASSWORD })
  const page = await browser.get(`${server.url}/login/okta`)
  assert.match(page.text, /For administrators/)
  assert.doesNotMatch(page.html, /console\/sign-ins/)
})

for (const [method, secret] of [
  ['client_secret_basic', 'a+secret/with:odd%characters and spaces'],
  ['client_secret_post', 'a+secret/with:odd%characters and spaces'],
  ['none', ''],
] as const) {
  test(`a connection authenticates by ${method}`, async () => {
    const provider = await startMisbehavingProvider({ clientSecret: secret })
    after(() => provider.close())
    const server = await startLoginServer()
    await connect(server, provider, { clientAuthMethod: method })
    const page = await createBrowser().get(`${server.url}/login/okta?return_to=/welcome`)
    assert.equal(page.text, 'welcome')
    const asked = provider.requestsTo('/token').at(-1)
    assert.equal('authorization' in (asked?.headers ?? {}), method === 'client_secret_basic')
  })
}
