import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Browser } from './support/browser.ts'
import {
  authorizeUrl,
  CALLBACK,
  CODE,
  exchange,
  flowServer,
  open,
  post,
  signedInBrowser,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

let server: RunningServer
let browser: Browser
let app: Awaited<ReturnType<typeof addApplication>>
let privateKey: CryptoKey

before(async () => {
  server = await flowServer()
  await addPerson(server, 'ada@acme.test')
  browser = await signedInBrowser(server, 'ada@acme.test')
  const pair = await generateKeyPair('RS256', { extractable: true })
  privateKey = pair.privateKey
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' }
  app = await addApplication(server, { settings: { ...CODE, jwks: { keys: [jwk] } } })
})

const claims = (more: object = {}) => ({
  iss: app.clientId,
  aud: server.url,
  client_id: app.clientId,
  response_type: 'code',
  redirect_uri: CALLBACK,
  scope: 'openid email',
  state: 'signed',
  ...more,
})
const sign = (payload: object, key = privateKey) =>
  new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setExpirationTime('5m')
    .sign(key)
const unsigned = (payload: object) =>
  `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`

describe('a request as a signed object', () => {
  test('is read, and what stands beside it does not count', async () => {
    const url = authorizeUrl(server, app, { request: await sign(claims()), state: 'beside' })
    const { page, params } = await open(browser, url)
    assert.ok(params?.code, page.text)
    assert.equal(params.state, 'signed')
  })

  test('can be pushed', async () => {
    const pushed = { client_id: app.clientId, request: await sign(claims()) }
    const { status, body, text } = await post(server, 'par', pushed, { client: app })
    assert.equal(status, 201, text)
    const query = new URLSearchParams({
      client_id: app.clientId,
      request_uri: String(body.request_uri),
    })
    const { params } = await open(browser, `${server.url}/oauth2/v1/authorize?${query}`)
    assert.equal(params?.state, 'signed')
  })

  test('is nothing where it stands in the address of what is posted', async () => {
    const address = `par?${new URLSearchParams({ request: 'none', scope: 'openid' })}`
    const { clientId: client_id } = app
    const form = { client_id, redirect_uri: CALLBACK, response_type: 'code', scope: 'openid' }
    const { status, text } = await post(server, address, form, { client: app })
    assert.equal(status, 201, text)
  })

  test('brings a refresh token where it asks for one, like any other request', async () => {
    const request = await sign(claims({ scope: 'openid offline_access' }))
    const direct = await open(browser, authorizeUrl(server, app, { request }))
    const pushed = await post(server, 'par', { request }, { client: app })
    const query = { client_id: app.clientId, request_uri: String(pushed.body.request_uri) }
    const address = `${server.url}/oauth2/v1/authorize?${new URLSearchParams(query)}`
    for (const { params } of [direct, await open(browser, address)]) {
      const { body } = await exchange(server, app, params?.code)
      assert.ok(body.refresh_token)
      assert.equal(body.scope, 'openid offline_access')
    }
  })

  test('is told of a scope that a custom server does not have', async () => {
    const aud = `${server.url}/oauth2/default`
    const request = await sign(claims({ aud, scope: 'openid moon:land' }))
    const { params } = await open(browser, authorizeUrl(server, app, { request }, 'default'))
    assert.equal(params?.error, 'invalid_scope')
  })

  const REFUSED: readonly (readonly [string, () => Promise<string> | string])[] = [
    ['unsigned', () => unsigned(claims())],
    [
      'signed by another key',
      async () => sign(claims(), (await generateKeyPair('RS256')).privateKey),
    ],
    ['for another server', () => sign(claims({ aud: 'https://evil.tld' }))],
    ['of another application', () => sign(claims({ iss: 'x', client_id: 'x' }))],
    ['with a request inside', () => sign(claims({ request: 'x' }))],
    ['that is no JWT', () => 'x'],
  ]
  for (const [what, make] of REFUSED) {
    test(`is refused ${what}`, async () => {
      const { page, params } = await open(
        browser,
        authorizeUrl(server, app, { request: await make() }),
      )
      assert.equal(params?.code, undefined)
      assert.match(params?.error ?? page.text, /invalid_request/)
    })
  }

  test('cannot bring an address that is not registered', async () => {
    const request = await sign(claims({ redirect_uri: 'https://evil.tld/' }))
    const page = await browser.get(authorizeUrl(server, app, { request }), { until: () => true })
    assert.ok(!page.next?.includes('evil.tld'))
    assert.equal(page.next === undefined || page.next.startsWith(CALLBACK), true)
  })
})
