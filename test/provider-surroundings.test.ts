import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { request } from 'undici'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import {
  authorizeUrl,
  basic,
  CALLBACK,
  CODE,
  endpoint,
  exchange,
  flowServer,
  introspect,
  open,
  refresh,
  type ServerName,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

let server: RunningServer
let app: App

before(async () => {
  server = await flowServer()
  await addPerson(server, 'ada@acme.test')
  const settings = { ...CODE, trustedOrigins: ['https://spa.example.com'] }
  app = await addApplication(server, { settings })
})

const METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
]

const ASSERTIONS = [
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256'],
  ...['ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'],
]

/** Okta's fields, with our values; `b` is the issuer's base, `v1` where its endpoints are. */
function expectedDocument(name: ServerName) {
  const issuer = name === 'org' ? server.url : `${server.url}/oauth2/default`
  const v1 = name === 'org' ? `${server.url}/oauth2/v1` : `${issuer}/v1`
  const scopes = ['openid', 'email', 'profile', 'address', 'phone', 'offline_access']
  return {
    issuer,
    authorization_endpoint: `${v1}/authorize`,
    token_endpoint: `${v1}/token`,
    userinfo_endpoint: `${v1}/userinfo`,
    registration_endpoint: `${server.url}/oauth2/v1/clients`,
    jwks_uri: `${v1}/keys`,
    response_types_supported: [
      'code',
      'id_token',
      'code id_token',
      'code token',
      'id_token token',
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post', 'okta_post_message'],
    grant_types_supported: [
      'authorization_code',
      'implicit',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: name === 'org' ? [...scopes, 'groups'] : scopes,
    token_endpoint_auth_methods_supported: METHODS,
    token_endpoint_auth_signing_alg_values_supported: ASSERTIONS,
    code_challenge_methods_supported: ['S256'],
    introspection_endpoint: `${v1}/introspect`,
    introspection_endpoint_auth_methods_supported: METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTIONS,
    revocation_endpoint: `${v1}/revoke`,
    revocation_endpoint_auth_methods_supported: METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTIONS,
    end_session_endpoint: `${v1}/logout`,
    // Okta says nothing of these: it has its own way of telling applications.
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: [
      ...['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
    ],
    dpop_signing_alg_values_supported: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
    device_authorization_endpoint: `${v1}/device/authorize`,
    pushed_authorization_request_endpoint: `${v1}/par`,
    authorization_response_iss_parameter_supported: true,
    request_uri_parameter_supported: false,
    claims_parameter_supported: true,
    acr_values_supported: [
      ...['urn:okta:loa:1fa:any', 'urn:okta:loa:1fa:pwd', 'urn:okta:loa:2fa:any'],
      ...['urn:okta:loa:2fa:any:ifpossible', 'phr', 'phrh'],
    ],
  }
}

const read = async (path: string) =>
  (await (await fetch(`${server.url}${path}`)).json()) as Record<string, unknown>

describe('discovery', () => {
  for (const [name, base] of [
    ['org', ''],
    ['default', '/oauth2/default'],
  ] as const) {
    test(`of ${name} is Okta's document, field by field`, async () => {
      const answer = await fetch(`${server.url}${base}/.well-known/openid-configuration`)
      const { claims_supported, ...rest } = (await answer.json()) as Record<string, unknown>
      assert.deepEqual(rest, expectedDocument(name))
      assert.ok(Array.isArray(claims_supported) && claims_supported.includes('email_verified'))
      assert.match(answer.headers.get('cache-control') ?? '', /max-age=\d+/)
      assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    })

    test(`of ${name} as OAuth metadata leaves out what is OpenID's`, async () => {
      const document = await read(`${base}/.well-known/oauth-authorization-server`)
      assert.equal(document.issuer, `${server.url}${base}`)
      assert.equal(document.userinfo_endpoint, undefined)
      assert.equal(document.registration_endpoint, `${server.url}/oauth2/v1/clients`)
      assert.deepEqual(document.claims_supported, [
        ...['ver', 'jti', 'iss', 'aud', 'iat', 'exp', 'cid', 'uid', 'scp', 'sub'],
      ])
      if (name === 'org') return
      assert.deepEqual(
        await read('/.well-known/oauth-authorization-server/oauth2/default'),
        document,
      )
    })

    test(`of ${name} publishes endpoints that answer`, async () => {
      const document = await read(`${base}/.well-known/openid-configuration`)
      for (const [field, url] of Object.entries(document)) {
        if (!/_endpoint$|^jwks_uri$/.test(field)) continue
        const method = /authorization_endpoint|userinfo|jwks|end_session/.test(field)
          ? 'GET'
          : 'POST'
        const isDevice = field === 'device_authorization_endpoint'
        const { status } = await fetch(String(url), {
          method: isDevice ? 'POST' : method,
          redirect: 'manual',
        })
        assert.ok(status !== 404 && status !== 405 && status < 500, `${field}: ${status}`)
      }
    })
  }

  test('an unknown server is not found, and org has one address', async () => {
    for (const path of ['nowhere', 'org', 'DEFAULT', '%2e%2e%2f']) {
      const url = `${server.url}/oauth2/${path}/.well-known/openid-configuration`
      assert.notEqual((await fetch(url)).status, 200, path)
    }
  })
})

describe('scripts of other origins', () => {
  const call = async (origin: string) => {
    const browser = await signedInBrowser(server, 'ada@acme.test')
    const { params } = await open(browser, authorizeUrl(server, app))
    return fetch(endpoint(server, 'token'), {
      method: 'POST',
      headers: { origin, authorization: basic(app) },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: params?.code ?? '',
        redirect_uri: CALLBACK,
      }),
    })
  }

  for (const [origin, allowed] of [
    ['https://spa.example.com', true],
    ['http://localhost:9', true],
    ['https://spa.example.com.evil.tld', false],
    ['https://spa.example.com:444', false],
    ['http://spa.example.com', false],
    ['null', false],
  ] as const) {
    test(`${origin} ${allowed ? 'may' : 'may not'} call for tokens`, async () => {
      const answer = await call(origin)
      const header = answer.headers.get('access-control-allow-origin')
      assert.deepEqual([answer.status, header], allowed ? [200, origin] : [400, null])
      assert.equal(answer.headers.get('access-control-allow-credentials'), null)
    })
  }

  test("a preflight lets the headers of Okta's library through", async () => {
    const wanted = 'authorization,content-type,x-okta-user-agent-extended'
    for (const path of ['token', 'userinfo', 'revoke', 'introspect']) {
      const answer = await fetch(endpoint(server, path), {
        method: 'OPTIONS',
        headers: {
          origin: 'https://spa.example.com',
          'access-control-request-method': 'POST',
          'access-control-request-headers': wanted,
        },
      })
      assert.equal(answer.status, 204)
      assert.equal(answer.headers.get('access-control-allow-origin'), 'https://spa.example.com')
      assert.equal(answer.headers.get('access-control-allow-headers'), wanted)
    }
  })
})

const atOrg = (path: string) => `/oauth2/v1/${path}`

describe('another method than an address is asked by', () => {
  const ASKED_BY: readonly (readonly [allow: string, paths: readonly string[]])[] = [
    ['GET, HEAD', ['/.well-known/openid-configuration', '/v1/keys', '/oauth2/default/v1/keys']],
    ['GET, HEAD', ['/oauth2/default/.well-known/openid-configuration']],
    ['GET', ['authorize/some-id'].map(atOrg)],
    ['POST', ['token', 'introspect', 'revoke', 'par', 'device/authorize'].map(atOrg)],
    ['GET, POST', ['authorize'].map(atOrg)],
    ['GET, HEAD, POST', ['userinfo'].map(atOrg)],
  ]
  for (const [allow, paths] of ASKED_BY) {
    test(`is told ${allow} at ${paths.join(' ')}`, async () => {
      for (const path of paths) {
        for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']) {
          const answer = await fetch(`${server.url}${path}`, { method, redirect: 'manual' })
          const isAsked = allow.split(', ').includes(method)
          assert.equal(answer.status === 405, !isAsked, `${method} ${path}: ${answer.status}`)
          assert.equal(answer.headers.get('allow'), isAsked ? null : allow)
          assert.notEqual(answer.status, 404)
        }
      }
    })
  }
})

describe('where a request says that it came to', () => {
  const path = '/.well-known/openid-configuration'

  test('X-Forwarded-* of an untrusted caller changes nothing', async () => {
    const plain = await read(path)
    const rows: readonly Record<string, string>[] = [
      { 'x-forwarded-host': 'evil.tld' },
      { 'x-forwarded-proto': 'https' },
      {
        'x-forwarded-host': 'evil.tld',
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '1.2.3.4',
      },
      { forwarded: 'host=evil.tld;proto=https' },
      { 'x-forwarded-prefix': '/evil', 'x-original-url': '/evil' },
    ]
    for (const headers of rows) {
      const answer = await fetch(`${server.url}${path}`, { headers })
      assert.deepEqual(await answer.json(), plain)
      const login = await createBrowser({ headers }).get(authorizeUrl(server, app))
      assert.ok(login.url.startsWith(`${server.url}/login`))
    }
  })

  test('an unknown host is misdirected, and is told no known one', async () => {
    for (const host of ['evil.tld', 'localhost', '127.0.0.1', 'localhost:1']) {
      const answer = await request(`${server.url}${path}`, { headers: { host } })
      assert.equal(answer.statusCode, 421, host)
      assert.ok(!(await answer.body.text()).includes(server.url))
    }
  })
})

test('what one organization gave out is nothing at another', async () => {
  const db = await engines[0]?.fresh()
  assert.ok(db)
  const one = await flowServer({ db, name: 'One' })
  const two = await flowServer({ db, name: 'Two' })
  await addPerson(one, 'ada@acme.test')
  await addPerson(two, 'ada@acme.test')
  const ofOne = await addApplication(one, { clientId: 'same-id', settings: CODE })
  const ofTwo = await addApplication(two, { settings: CODE })
  const browser = await signedInBrowser(one, 'ada@acme.test')
  const tokens = await tokensOf(one, browser, ofOne)
  const { params } = await open(browser, authorizeUrl(one, ofOne))

  assert.equal((await exchange(two, ofOne, params?.code)).body.error, 'invalid_client')
  assert.equal((await exchange(two, ofTwo, params?.code)).body.error, 'invalid_grant')
  assert.equal((await refresh(two, ofTwo, tokens.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await userinfo(two, tokens.access_token)).status, 401)
  assert.deepEqual(await introspect(two, ofTwo, tokens.access_token), { active: false })
  assert.equal((await open(browser, authorizeUrl(two, ofOne))).page.status, 400)
  // The very cookie, under the name that the other organization reads.
  const session = browser.cookies.all().find(({ name }) => name.includes('session'))
  const cookie = `latchkey_session_${two.organization.id}=${session?.value}`
  const answer = await fetch(`${two.url}/account`, { headers: { cookie }, redirect: 'manual' })
  assert.equal(answer.status, 303)
})
