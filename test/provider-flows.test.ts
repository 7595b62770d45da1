import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import * as oidc from 'openid-client'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import {
  authorizeUrl,
  CALLBACK,
  CODE,
  claimsOf,
  endpoint,
  exchange,
  flowServer,
  introspect,
  isCallback,
  issuerOf,
  open,
  post,
  refresh,
  type ServerName,
  signedInBrowser,
  signIn,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

type At = { server: RunningServer; app: Awaited<ReturnType<typeof addApplication>> }

for (const engine of engines) {
  describe(`whole flows on ${engine.name}`, () => {
    let made: At
    const at = () => made

    before(async () => {
      const server = await flowServer({ db: await engine.fresh() })
      await addPerson(server, 'ada@acme.test')
      const app = await addApplication(server, {
        settings: { ...CODE, refreshToken: { rotation: 'ROTATE', leewaySeconds: 30 } },
      })
      made = { server, app }
    })

    for (const name of ['org', 'default'] as const) {
      foreignClient(name, at)
      codesWorkOnce(name, at)
    }
    refreshTokensRotate(at)
    whatOutlivesWhat(at)
  })
}

function foreignClient(name: ServerName, at: () => At): void {
  test(`a client made from the discovery of ${name} alone goes the whole way`, async () => {
    const { server, app } = at()
    const config = await oidc.discovery(
      new URL(issuerOf(server, name)),
      app.clientId,
      app.clientSecret,
      oidc.ClientSecretBasic(app.clientSecret),
      { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
    )
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
    const expectedNonce = oidc.randomNonce()
    const expectedState = oidc.randomState()
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email offline_access',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      nonce: expectedNonce,
      state: expectedState,
    })
    const browser = createBrowser()
    const screen = await browser.get(url.href, { until: isCallback })
    const { next = '' } = await signIn(browser, screen, 'ada@acme.test')

    const checks = { pkceCodeVerifier, expectedNonce, expectedState }
    const tokens = await oidc.authorizationCodeGrant(config, new URL(next), checks)
    const subject = tokens.claims()?.sub ?? ''
    const about = await oidc.fetchUserInfo(config, tokens.access_token, subject)
    assert.equal(about.email, 'ada@acme.test')
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)

    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
    assert.equal(renewed.claims()?.sub, subject)
    await oidc.tokenRevocation(config, renewed.access_token)
    assert.equal((await oidc.tokenIntrospection(config, renewed.access_token)).active, false)
  })
}

function codesWorkOnce(name: ServerName, at: () => At): void {
  test(`of two exchanges of one code of ${name} at once exactly one wins`, async () => {
    const { server, app } = at()
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { params } = await open(browser, authorizeUrl(server, app, {}, name))
    const both = await Promise.all(
      [1, 2, 3].map(() => exchange(server, app, params?.code, {}, name)),
    )
    const statuses = both.map(({ status }) => status).toSorted()
    assert.deepEqual(statuses, [200, 400, 400])
    const lost = both.filter(({ status }) => status !== 200)
    assert.ok(lost.every(({ body }) => body.error === 'invalid_grant'))
  })

  test(`of several uses of a pushed request of ${name} at once exactly one gets a code`, async () => {
    const { server, app } = at()
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const pushed = { response_type: 'code', redirect_uri: CALLBACK, scope: 'openid' }
    const { body } = await post(
      server,
      'par',
      { client_id: app.clientId, ...pushed },
      { client: app, name },
    )
    const query = { client_id: app.clientId, request_uri: String(body.request_uri) }
    const address = `${endpoint(server, 'authorize', name)}?${new URLSearchParams(query)}`
    const answers = await Promise.all(Array.from({ length: 6 }, () => open(browser, address)))
    assert.equal(answers.filter(({ params }) => params?.code).length, 1)
    for (const { params, page } of answers.filter((one) => !one.params?.code)) {
      assert.match(params?.error ?? page.text, /invalid_request_uri/)
    }
  })

  test(`a replayed code of ${name} is refused and ends what came of it`, async () => {
    const { server, app } = at()
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const asked = { scope: 'openid offline_access' }
    const { params } = await open(browser, authorizeUrl(server, app, asked, name))
    const { body } = await exchange(server, app, params?.code, {}, name)
    assert.equal((await userinfo(server, String(body.access_token), name)).status, 200)

    const replayed = await exchange(server, app, params?.code, {}, name)
    assert.equal(replayed.body.error, 'invalid_grant')
    assert.equal((await userinfo(server, String(body.access_token), name)).status, 401)
    const renewed = await refresh(server, app, body.refresh_token, {}, name)
    assert.equal(renewed.body.error, 'invalid_grant')
  })
}

function refreshTokensRotate(at: () => At): void {
  test('a rotated refresh token is good for nothing once its grace period is over', async () => {
    const { server } = at()
    const strict = await addApplication(server, {
      settings: { ...CODE, refreshToken: { rotation: 'ROTATE', leewaySeconds: 0 } },
    })
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const tokens = await tokensOf(server, browser, strict)
    const renewed = await refresh(server, strict, tokens.refresh_token)
    assert.notEqual(renewed.body.refresh_token, tokens.refresh_token)

    const reused = await refresh(server, strict, tokens.refresh_token)
    assert.equal(reused.body.error, 'invalid_grant')
    // Somebody has it who should not: the whole family is revoked (RFC 9700 section 4.14.2).
    const family = await refresh(server, strict, renewed.body.refresh_token)
    assert.equal(family.body.error, 'invalid_grant')
  })

  test('of two uses at once of a refresh token without a grace period one wins', async () => {
    const { server } = at()
    const strict = await addApplication(server, {
      settings: { ...CODE, refreshToken: { rotation: 'ROTATE', leewaySeconds: 0 } },
    })
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { refresh_token } = await tokensOf(server, browser, strict)
    const both = await Promise.all([1, 2].map(() => refresh(server, strict, refresh_token)))
    assert.equal(both.filter(({ status }) => status === 200).length <= 1, true)
  })
}

function whatOutlivesWhat(at: () => At): void {
  test('signing out ends access tokens, and leaves what was asked for to outlive it', async () => {
    const { server, app } = at()
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const short = await tokensOf(server, browser, app, { scope: 'openid' })
    const offline = await tokensOf(server, browser, app)
    const asking = await browser.get(`${server.url}/logout`)
    await browser.submit(asking.forms.find(({ action }) => action.endsWith('/logout')) ?? asking)

    assert.equal((await userinfo(server, short.access_token)).status, 401)
    assert.equal((await introspect(server, app, short.access_token)).active, false)
    const renewed = await refresh(server, app, offline.refresh_token)
    assert.equal(renewed.status, 200)
    assert.equal(claimsOf(renewed.body.id_token).email, 'ada@acme.test')
  })

  test('a device is let in by a person on another screen', async () => {
    const { server } = at()
    const tv = await addApplication(server, {
      label: 'Television',
      settings: { grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'] },
    })
    const begun = await post(server, 'device/authorize', { scope: 'openid' }, { client: tv })
    assert.equal(begun.status, 200)
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const page = await browser.get(String(begun.body.verification_uri_complete))
    const done = await browser.submit(page, {}, { button: { name: 'decision', value: 'allow' } })
    assert.match(done.text, /signed in/)

    const fields = {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: String(begun.body.device_code),
    }
    const tokens = await post(server, 'token', fields, { client: tv })
    assert.equal(tokens.status, 200)
    assert.equal(typeof claimsOf(tokens.body.id_token).sub, 'string')
    const again = await post(server, 'token', fields, { client: tv })
    assert.equal(again.body.error, 'invalid_grant')
  })
}
