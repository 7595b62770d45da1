import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { MINUTE, SECOND } from '../src/base/clock.ts'
import type { TokenAuthMethod } from '../src/core/applications/application.ts'
import {
  listApplicationSecrets,
  setApplicationSecretStatus,
} from '../src/core/applications/application-secret-store.ts'
import { updateApplication } from '../src/core/applications/application-store.ts'
import type { Browser } from './support/browser.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  authorizeUrl,
  basic,
  CALLBACK,
  CHALLENGE,
  CODE,
  claimsOf,
  endpoint,
  exchange,
  flowServer,
  issuerOf,
  open,
  type Params,
  post,
  type ServerName,
  signedInBrowser,
  VERIFIER,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'
import { startWebServer } from './support/web-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const clock = movableClock()
let server: RunningServer
let browser: Browser
let app: App

before(async () => {
  server = await flowServer({ now: clock })
  await addPerson(server, 'ada@acme.test')
  browser = await signedInBrowser(server, 'ada@acme.test')
  app = await addApplication(server, { settings: CODE })
})

async function codeFor(client: App, asked: Params = {}, name: ServerName = 'org') {
  const { page, params } = await open(browser, authorizeUrl(server, client, asked, name))
  if (!params?.code) throw new Error(`no code: ${JSON.stringify(params)} ${page.text}`)
  return params.code
}

const withMethod = (tokenEndpointAuthMethod: TokenAuthMethod, more = {}) =>
  addApplication(server, { settings: { ...CODE, tokenEndpointAuthMethod, ...more } })

describe('who the application is', () => {
  const right = () => basic(app)
  const wrong = () => basic({ clientId: app.clientId, clientSecret: 'wrong' })
  const inBody = () => ({ client_id: app.clientId, client_secret: app.clientSecret })
  const ROWS: readonly (readonly [
    string,
    () => string | undefined,
    () => Params,
    number,
    string,
  ])[] = [
    ['a wrong secret', wrong, () => ({}), 401, 'invalid_client'],
    ['no credentials at all', () => undefined, () => ({}), 400, 'invalid_request'],
    ['only an id', () => undefined, () => ({ client_id: app.clientId }), 401, 'invalid_client'],
    ['the header and the body at once', right, inBody, 400, 'invalid_request'],
    ['two ids that differ', right, () => ({ client_id: 'other' }), 400, 'invalid_request'],
    [
      'an unknown application',
      () => basic({ ...app, clientId: 'x' }),
      () => ({}),
      401,
      'invalid_client',
    ],
    [
      'a header without a colon',
      () => `Basic ${btoa(app.clientId)}`,
      () => ({}),
      400,
      'invalid_request',
    ],
    ['a bearer token', () => 'Bearer abc', () => ({}), 400, 'invalid_request'],
    ['a header that is not base64', () => 'Basic %%%', () => ({}), 400, 'invalid_request'],
    [
      'an empty secret',
      () => basic({ ...app, clientSecret: '' }),
      () => ({}),
      400,
      'invalid_request',
    ],
  ]
  for (const [what, authorization, fields, status, error] of ROWS) {
    test(`${what} is refused, and the code is not spent`, async () => {
      const code = await codeFor(app)
      const grant = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }
      const header = authorization()
      const headers = header ? { authorization: header } : {}
      const answer = await post(server, 'token', { ...grant, ...fields() }, { headers })
      assert.equal(answer.status, status, answer.text)
      assert.equal(answer.body.error, error)
      assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
      if (status === 401 && header) {
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /)
      }
      assert.equal((await exchange(server, app, code)).status, 200)
    })
  }

  test('a secret in the body is taken from an application that is set to either', async () => {
    const client = await withMethod('client_secret_post')
    const code = await codeFor(client)
    const answer = await exchange(server, client, code)
    assert.equal(answer.status, 200)
    const { clientId: client_id, clientSecret: client_secret } = client
    const fields = { grant_type: 'authorization_code', redirect_uri: CALLBACK, client_id }
    const again = { ...fields, client_secret, code: await codeFor(client) }
    assert.equal((await post(server, 'token', again)).status, 200)
  })

  test('credentials in the address are not taken', async () => {
    const query = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret })
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: await codeFor(app),
      redirect_uri: CALLBACK,
    })
    const answer = await fetch(`${endpoint(server, 'token')}?${query}`, { method: 'POST', body })
    assert.ok(answer.status === 400 || answer.status === 401)
  })

  test('each of two secrets works, and a deactivated one no more within seconds', async () => {
    const client = await addApplication(server, { secrets: ['one', 'two'], settings: CODE })
    const use = async (clientSecret: string) =>
      (await exchange(server, { ...client, clientSecret }, await codeFor(client))).status
    assert.deepEqual([await use('one'), await use('two'), await use('three')], [200, 200, 401])
    const rows = await listApplicationSecrets(server.db, client.id)
    const opened = await Promise.all(rows.map((row) => server.sealer.open(row.secretSealed)))
    const old = rows[opened.indexOf('one')]
    assert.ok(old)
    await setApplicationSecretStatus(server.db, old.id, 'inactive')
    clock.advance(3 * SECOND)
    assert.deepEqual([await use('one'), await use('two')], [401, 200])
  })

  test('a deactivated application is nobody within seconds', async () => {
    const client = await addApplication(server, { settings: CODE })
    const code = await codeFor(client)
    const { clientSecret: _, ...row } = client
    await updateApplication(server.db, { ...row, status: 'inactive' })
    clock.advance(3 * SECOND)
    assert.equal((await exchange(server, client, code)).body.error, 'invalid_client')
    const { page, params } = await open(browser, authorizeUrl(server, client))
    assert.deepEqual([page.status, params], [400, undefined])
  })
})

describe('assertions', () => {
  const claims = (client: App, more = {}) => ({
    iss: client.clientId,
    sub: client.clientId,
    aud: issuerOf(server),
    jti: crypto.randomUUID(),
    exp: Math.floor(Date.now() / 1_000) + 60,
    ...more,
  })
  const useAssertion = async (client: App, client_assertion: string) =>
    post(server, 'token', {
      grant_type: 'authorization_code',
      code: await codeFor(client),
      redirect_uri: CALLBACK,
      client_assertion_type: JWT_BEARER,
      client_assertion,
    })
  const hmac = (client: App, more = {}) =>
    new SignJWT(claims(client, more))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(client.clientSecret))

  test('client_secret_jwt proves the secret without sending it, once', async () => {
    const client = await withMethod('client_secret_jwt')
    const assertion = await hmac(client)
    const together = await Promise.all([1, 2, 3].map(() => useAssertion(client, assertion)))
    const passed = together.filter(({ status }) => status === 200)
    assert.equal(passed.length, 1, 'an assertion is used once')
    const again = await useAssertion(client, assertion)
    assert.equal(again.body.error, 'invalid_client')
    assert.equal((await exchange(server, client, await codeFor(client))).status, 401)
  })

  for (const [what, more] of [
    ['another audience', { aud: 'https://evil.test' }],
    ['the audience of another server', { aud: 'http://localhost/oauth2/default' }],
    ['expired', { exp: Math.floor(Date.now() / 1_000) - 60 }],
    ['no expiry', { exp: undefined }],
    ['no jti', { jti: undefined }],
    ['another issuer', { iss: 'somebody' }],
    ['more than an hour ahead', { exp: Math.floor(Date.now() / 1_000) + 4_000 }],
    ['in a time that no database holds', { exp: 1e18 }],
  ] as const) {
    test(`an assertion is refused: ${what}`, async () => {
      const client = await withMethod('client_secret_jwt')
      const answer = await useAssertion(client, await hmac(client, more))
      assert.equal(answer.body.error, 'invalid_client', answer.text)
    })
  }

  test('private_key_jwt is checked with the registered key, and with no other', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
    const other = await generateKeyPair('RS256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' }
    const client = await withMethod('private_key_jwt', { jwks: { keys: [jwk] } })
    const sign = (key: CryptoKey, alg = 'RS256') =>
      new SignJWT(claims(client)).setProtectedHeader({ alg, kid: 'k1' }).sign(key)
    assert.equal((await useAssertion(client, await sign(privateKey))).status, 200)
    assert.equal((await useAssertion(client, await sign(other.privateKey))).status, 401)
    // The public key as a secret: the confusion of RS256 with HS256.
    const confused = await new SignJWT(claims(client))
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(new TextEncoder().encode(JSON.stringify(jwk)))
    assert.equal((await useAssertion(client, confused)).status, 401)
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(claims(client)))}.`
    assert.equal((await useAssertion(client, unsigned.replaceAll('=', ''))).status, 401)
  })

  for (const alg of ['RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
    test(`private_key_jwt takes a key for ${alg}`, async () => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
      const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig' }
      const client = await withMethod('private_key_jwt', { jwks: { keys: [jwk] } })
      const signer = new SignJWT(claims(client)).setProtectedHeader({ alg, kid: 'k1' })
      const answer = await useAssertion(client, await signer.sign(privateKey))
      assert.equal(answer.status, 200, answer.text)
    })
  }

  test('keys at an address of the application are fetched through the guard', async (t) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'ES256' }
    let asked = 0
    const keys = await startWebServer(() => {
      asked += 1
      return Response.json({ keys: [jwk] })
    })
    t.after(() => keys.close())
    const client = await withMethod('private_key_jwt', { jwksUri: `${keys.origin}/jwks` })
    const assertion = await new SignJWT(claims(client))
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(privateKey)
    const answer = await useAssertion(client, assertion)
    assert.equal(answer.status, 200, answer.text)
    assert.equal(asked, 1)
    const inside = await withMethod('private_key_jwt', { jwksUri: 'http://169.254.169.254/latest' })
    const forged = await new SignJWT(claims(inside))
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(privateKey)
    const refused = await useAssertion(inside, forged)
    assert.ok(refused.status === 400 || refused.status === 401, refused.text)
    assert.doesNotMatch(refused.text, /169\.254/)
  })

  test('a key that an application has changed to is known within a minute, however long the old one was to be kept', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
    const makeKey = async (kid: string) => {
      const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
      return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } }
    }
    const [before, after] = [await makeKey('before'), await makeKey('after')]
    let published = before
    let asked = 0
    const keys = await startWebServer(() => {
      asked += 1
      const headers = { 'cache-control': 'max-age=86400' }
      return Response.json({ keys: [published.jwk] }, { headers })
    })
    t.after(() => keys.close())
    const client = await withMethod('private_key_jwt', { jwksUri: `${keys.origin}/jwks` })
    const use = async ({ kid, privateKey }: typeof before) => {
      const signer = new SignJWT(claims(client)).setProtectedHeader({ alg: 'ES256', kid })
      return (await useAssertion(client, await signer.sign(privateKey))).status
    }
    assert.equal(await use(before), 200)
    published = after
    assert.equal(await use(after), 401, 'strangers could have them fetched at every request')
    t.mock.timers.tick(61_000)
    assert.equal(await use(after), 200)
    assert.equal(await use(before), 401)
    assert.equal(asked, 2)
  })
})

describe('PKCE', () => {
  const s256 = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
  const ROWS: readonly (readonly [string, Params, Params, number])[] = [
    ['the right verifier', s256, { code_verifier: VERIFIER }, 200],
    ['a wrong verifier', s256, { code_verifier: VERIFIER.replace('a', 'b') }, 400],
    ['no verifier', s256, {}, 400],
    ['an empty verifier', s256, { code_verifier: '' }, 400],
    ['the challenge as the verifier', s256, { code_verifier: CHALLENGE }, 400],
    ['a verifier and no challenge', {}, { code_verifier: VERIFIER }, 400],
    ['neither', {}, {}, 200],
  ]
  for (const [what, asked, sent, status] of ROWS) {
    test(`${what}: ${status}`, async () => {
      const answer = await exchange(server, app, await codeFor(app, asked), sent)
      assert.equal(answer.status, status, answer.text)
      if (status === 400) assert.equal(answer.body.error, 'invalid_grant')
    })
  }

  test('a public application is forced to it, and needs no secret', async () => {
    const spa = await addApplication(server, { type: 'browser', settings: CODE })
    const without = await open(browser, authorizeUrl(server, spa))
    assert.equal(without.params?.error, 'invalid_request')
    const plainMethod = { code_challenge: VERIFIER, code_challenge_method: 'plain' }
    assert.equal(
      (await open(browser, authorizeUrl(server, spa, plainMethod))).params?.code,
      undefined,
    )
    const fields = {
      grant_type: 'authorization_code',
      code: await codeFor(spa, s256),
      redirect_uri: CALLBACK,
      client_id: spa.clientId,
    }
    const downgraded = await post(server, 'token', fields)
    assert.equal(downgraded.body.error, 'invalid_grant')
    const proven = { ...fields, code: await codeFor(spa, s256), code_verifier: VERIFIER }
    assert.equal((await post(server, 'token', proven)).status, 200)
  })

  test('a confidential application is forced to it where its box is ticked', async () => {
    const strict = await addApplication(server, { settings: { ...CODE, pkceRequired: true } })
    const { params } = await open(browser, authorizeUrl(server, strict))
    assert.equal(params?.error, 'invalid_request')
  })
})

describe('codes', () => {
  test('are refused to another application, and still work for their own', async () => {
    const other = await addApplication(server, { settings: CODE })
    const code = await codeFor(app)
    assert.equal((await exchange(server, other, code)).body.error, 'invalid_grant')
    assert.equal((await exchange(server, app, code)).status, 200)
  })

  for (const [what, sent] of [
    ['another registered address', { redirect_uri: 'http://localhost:9/other' }],
    ['a slash more', { redirect_uri: `${CALLBACK}/` }],
    ['no address', { redirect_uri: undefined }],
  ] as const) {
    test(`are refused with ${what}`, async () => {
      const redirectUris = [CALLBACK, 'http://localhost:9/other']
      const client = await addApplication(server, { settings: { ...CODE, redirectUris } })
      const answer = await exchange(server, client, await codeFor(client), sent)
      assert.equal(answer.status, 400)
      assert.match(answer.body.error ?? '', /invalid_grant|invalid_request/)
    })
  }

  test('are refused without an address, though only one could be meant', async () => {
    const code = await codeFor(app)
    const answer = await exchange(server, app, code, { redirect_uri: undefined })
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_request'])
    assert.equal((await exchange(server, app, code)).status, 200)
  })

  test('last five minutes', async () => {
    const [one, two] = [await codeFor(app), await codeFor(app)]
    clock.advance(4 * MINUTE)
    assert.equal((await exchange(server, app, one)).status, 200)
    clock.advance(2 * MINUTE)
    assert.equal((await exchange(server, app, two)).body.error, 'invalid_grant')
  })

  test('of one authorization server are nothing at the other', async () => {
    for (const [from, to] of [
      ['org', 'default'],
      ['default', 'org'],
    ] as const) {
      const code = await codeFor(app, {}, from)
      const crossed = await exchange(server, app, code, {}, to)
      assert.equal(crossed.body.error, 'invalid_grant')
      assert.equal((await exchange(server, app, code, {}, from)).status, 200)
    }
  })

  for (const code of ['', 'nonsense', 'x'.repeat(5_000), '\u0000', '../../etc']) {
    test(`${JSON.stringify(code.slice(0, 12))} is not one`, async () => {
      const answer = await exchange(server, app, code)
      assert.equal(answer.status, 400)
    })
  }
})

describe('client credentials', () => {
  const service = (settings = {}) =>
    addApplication(server, { type: 'service', label: 'Robot', settings })
  const ask = (client: App, name: ServerName, more: Params = {}) =>
    post(server, 'token', { grant_type: 'client_credentials', ...more }, { client, name })

  test('give an opaque token at org, and nothing of a person', async () => {
    const { status, body } = await ask(await service(), 'org')
    assert.equal(status, 200)
    assert.doesNotMatch(String(body.access_token), /\./)
    assert.equal(body.token_type, 'Bearer')
    assert.equal(body.refresh_token, undefined)
    assert.equal(body.id_token, undefined)
  })

  test('give a JWT at default: cid and sub the application, scp an array, no uid', async () => {
    const robot = await service()
    const { body } = await ask(robot, 'default')
    const { cid, sub, scp, uid, aud, iss, ver, jti } = claimsOf(body.access_token)
    assert.deepEqual([cid, sub, scp, uid], [robot.clientId, robot.clientId, [], undefined])
    assert.deepEqual([aud, iss, ver], ['api://default', issuerOf(server, 'default'), 1])
    assert.match(String(jti), /^AT\./)
    const headers = { authorization: `Bearer ${body.access_token}` }
    const about = await fetch(endpoint(server, 'userinfo', 'default'), { headers })
    assert.ok(about.status === 401 || about.status === 403)
  })

  test('are refused to an application without the grant, or without a secret', async () => {
    assert.equal((await ask(app, 'default')).body.error, 'unauthorized_client')
    const robot = await service()
    const { body } = await ask({ ...robot, clientSecret: 'x' }, 'default')
    assert.equal(body.error, 'invalid_client')
  })

  test('a scope that is not known is not granted', async () => {
    const robot = await service()
    assert.equal((await ask(robot, 'default', { scope: 'moon:land' })).body.error, 'invalid_scope')
    assert.equal((await ask(robot, 'org', { scope: 'moon:land' })).body.scope, undefined)
  })

  for (const grant_type of [undefined, '', 'password', 'implicit', 'urn:x']) {
    test(`the grant type ${grant_type} is refused`, async () => {
      const fields = { grant_type, username: 'ada@acme.test', password: 'x' }
      const { status, body } = await post(server, 'token', fields, { client: app })
      assert.equal(status, 400)
      assert.match(body.error ?? '', /unsupported_grant_type|invalid_request|unauthorized_client/)
    })
  }
})
