import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as client from 'openid-client'
import {
  type Application,
  type ApplicationSettings,
  DEVICE_CODE,
} from '../src/core/applications/application.ts'
import { createBrowser } from './support/browser.ts'
import { discoverIssuer, walkToCallback } from './support/code-flow.ts'
import { engines } from './support/databases.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

// openid-client, which is certified and knows nothing of Okta: from the address of the discovery
// document alone, at `org` and at `default`.

const REDIRECT_URI = 'http://localhost:9/callback'
const ADA = { login: 'ada@acme.test', redirectUri: REDIRECT_URI }
const EVERYTHING: Partial<ApplicationSettings> = {
  redirectUris: [REDIRECT_URI],
  grantTypes: [
    'authorization_code',
    'implicit',
    'refresh_token',
    'client_credentials',
    DEVICE_CODE,
  ],
  implicit: { idToken: true, accessToken: true },
  refreshToken: { rotation: 'ROTATE', leewaySeconds: 0 },
}

type Registered = Application & Readonly<{ clientSecret: string }>

const [engine] = engines
let server: RunningServer
let application: Registered

before(async () => {
  server = await startServer(await (engine ?? assert.fail()).fresh())
  await addPerson(server, 'ada@acme.test')
  application = await addApplication(server, { settings: EVERYTHING })
})
after(() => server.close())

for (const path of ['', '/oauth2/default']) {
  describe(`openid-client at the issuer ${path || 'org'}`, () => {
    let config: client.Configuration
    before(async () => {
      config = await discoverIssuer(`${server.url}${path}`, application)
    })

    test('signs in by code and PKCE, and asks userinfo and introspection', async () => {
      const tokens = await signIn(config, 'openid profile email')
      const { sub = '' } = tokens.claims() ?? {}
      assert.equal(tokens.claims()?.email, 'ada@acme.test')
      const userinfo = await client.fetchUserInfo(config, tokens.access_token, sub)
      assert.equal(userinfo.preferred_username, 'ada@acme.test')
      const introspected = await client.tokenIntrospection(config, tokens.access_token)
      assert.equal(introspected.active, true)
      await client.tokenRevocation(config, tokens.access_token)
      const revoked = await client.tokenIntrospection(config, tokens.access_token)
      assert.deepEqual(revoked, { active: false })
    })

    test('refreshes with rotation, and a token used twice ends the whole family', async () => {
      const first = await signIn(config, 'openid email offline_access')
      const second = await client.refreshTokenGrant(config, first.refresh_token ?? '')
      assert.notEqual(second.refresh_token, first.refresh_token)
      assert.equal(second.claims()?.sub, first.claims()?.sub)
      for (const { refresh_token } of [first, second]) {
        await assert.rejects(client.refreshTokenGrant(config, refresh_token ?? ''), {
          error: 'invalid_grant',
        })
      }
    })

    test('takes code and ID token from one answer, in the fragment', async () => {
      client.useCodeIdTokenResponseType(config)
      try {
        const { address, checks } = await authorizationRequest(config, 'openid email')
        const callback = await walkToCallback(address, ADA)
        assert.match(callback.hash, /id_token=/)
        const tokens = await client.authorizationCodeGrant(config, callback, checks)
        assert.equal(tokens.claims()?.email, 'ada@acme.test')
      } finally {
        config = await discoverIssuer(`${server.url}${path}`, application)
      }
    })

    test('pushes its request first, and the browser carries only its name', async () => {
      const { parameters, checks } = await authorizationParameters('openid email')
      const address = await client.buildAuthorizationUrlWithPAR(config, parameters)
      assert.deepEqual([...address.searchParams.keys()].sort(), ['client_id', 'request_uri'])
      const callback = await walkToCallback(address, ADA)
      const tokens = await client.authorizationCodeGrant(config, callback, checks)
      assert.equal(tokens.claims()?.email, 'ada@acme.test')
    })

    test('gets a token for itself by client credentials', async () => {
      const tokens = await client.clientCredentialsGrant(config)
      const introspected = await client.tokenIntrospection(config, tokens.access_token)
      assert.equal(introspected.active, true)
      assert.equal(introspected.client_id, application.clientId)
    })

    test('lets a device in that a person confirmed with its code', async () => {
      const device = await client.initiateDeviceAuthorization(config, { scope: 'openid email' })
      await confirmDevice(device)
      // Confirmed already: there is nothing to wait for.
      const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0 })
      assert.equal(tokens.claims()?.email, 'ada@acme.test')
    })

    test('tells the application why a person was not let in', async () => {
      const closed = await addApplication(server, { assignments: [], settings: EVERYTHING })
      const configuration = await discoverIssuer(`${server.url}${path}`, closed)
      const { address, checks } = await authorizationRequest(configuration, 'openid')
      const callback = await walkToCallback(address, ADA)
      await assert.rejects(client.authorizationCodeGrant(configuration, callback, checks), {
        error: 'access_denied',
      })
    })
  })
}

async function authorizationParameters(scope: string) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const checks = {
    pkceCodeVerifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  }
  const parameters = {
    redirect_uri: REDIRECT_URI,
    scope,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  }
  return { parameters, checks }
}

async function authorizationRequest(config: client.Configuration, scope: string) {
  const { parameters, checks } = await authorizationParameters(scope)
  return { address: client.buildAuthorizationUrl(config, parameters), checks }
}

async function signIn(config: client.Configuration, scope: string) {
  const { address, checks } = await authorizationRequest(config, scope)
  return client.authorizationCodeGrant(config, await walkToCallback(address, ADA), checks)
}

async function confirmDevice(device: client.DeviceAuthorizationResponse): Promise<void> {
  const browser = createBrowser()
  const screen = await browser.get(device.verification_uri_complete ?? device.verification_uri)
  let page = await browser.submit(screen, { login: ADA.login, password: PASSWORD })
  if (/name="user_code"/.test(page.html)) {
    page = await browser.submit(page, { user_code: device.user_code })
  }
  assert.match(page.text, new RegExp(device.user_code))
  const done = await browser.submit(page, { decision: 'allow' })
  assert.match(done.text, /Your device is signed in/)
}
