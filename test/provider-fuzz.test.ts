import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import fc from 'fast-check'
import { request } from 'undici'
import { engines } from './support/databases.ts'
import { EVERYTHING, flowServer, signedInBrowser } from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

const ENDPOINTS = [
  ...['authorize', 'authorize/abc', 'token', 'userinfo', 'keys', 'introspect', 'revoke', 'logout'],
  ...['par', 'device/authorize', 'consent/abc', 'clients', '%00', 'authorize/%00', 'consent/%00'],
]
const PATHS = [
  ...ENDPOINTS.flatMap((path) => [`/oauth2/v1/${path}`, `/oauth2/default/v1/${path}`]),
  ...[
    '/oauth2/%00/v1/logout',
    '/oauth2/x/v1/token',
    '/oauth2/x/v1/consent/1',
    '/oauth2//v1/logout',
  ],
  ...['/', '/activate', '/account', '/account/sessions/end', '/home/oidc_client/a/b', '/v1/keys'],
  ...['/home/oidc_client/%00/%00', '/home/oidc_client/%ff/x', '/.well-known/openid-configuration'],
  ...['/login', '/login/%00', '/logout', '/logged-out', '/sso/openid', '/sso/openid/%00'],
  ...['/sso/link', '/pictures/%00', '/account/password', '/account/disconnect/%00', '/arrange'],
  ...['/arrange/tile', '/arrange/section', '/invite/%00', '/reset/%00', '/console/%00'],
  ...['/sso/openid/initiate', '/.well-known/oauth-authorization-server/oauth2/default', '/nowhere'],
]
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const
const NAMES = [
  ...['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce'],
  ...[
    'prompt',
    'max_age',
    'claims',
    'request',
    'request_uri',
    'id_token_hint',
    'login_hint',
    'idp',
  ],
  ...['code', 'code_verifier', 'code_challenge', 'code_challenge_method', 'grant_type', 'token'],
  ...['refresh_token', 'device_code', 'user_code', 'decision', 'client_secret', 'access_token'],
  ...['client_assertion', 'client_assertion_type', 'post_logout_redirect_uri', 'return_to', 'q'],
  ...[
    'application',
    'to',
    'section',
    'before',
    'act',
    'name',
    'quiet',
    'tile',
    'present',
    'wanted',
  ],
  ...['session', 'login', 'password', 'iss', 'error', 'connection', 'target_link_uri', '__proto__'],
]
const VALUES = [
  ...['', '\u0000', 'a\u0000b', '💥', '%', '%zz', '{', '{}', '[]', 'null', '-1', '1e99', 'openid'],
  ...[
    'code',
    'id_token',
    'code id_token token',
    'none',
    'login',
    'consent',
    'form_post',
    'fragment',
  ],
  ...['okta_post_message', 'authorization_code', 'refresh_token', 'client_credentials', 'S256'],
  ...['eyJhbGciOiJub25lIn0.e30.', 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOjF9.AAAA', 'a.b.c', '..', '...'],
  ...[
    'http://localhost:9/callback',
    'javascript:1',
    '//evil.tld',
    '/\\evil.tld',
    'x'.repeat(9_000),
  ],
  ...['{"id_token":{"acr":{"essential":true,"values":5}}}', '{"userinfo":{"__proto__":null}}'],
  ...['{"id_token":{"sub":{"value":{}}}}', 'openid offline_access groups', 'allow', 'ABCD-EFGH'],
  ...[
    'urn:ietf:params:oauth:request_uri:x',
    'urn:ietf:params:oauth:grant-type:device_code',
    'BBBBBBBB',
  ],
  'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
]
const HEADERS = [
  [
    'authorization',
    ['Basic %%%', 'Basic Og==', 'Basic AA==', 'Bearer', 'Bearer x y', 'DPoP x', ''],
  ],
  ['cookie', ['a', '=;;=', `x=${'y'.repeat(5_000)}`, 'latchkey_session_=\u00ff', '"']],
  [
    'content-type',
    ['application/json', 'text/plain', 'multipart/form-data', ';', 'x/y; charset=zz'],
  ],
  ['origin', ['null', 'https://evil.tld', 'x']],
  ['accept', ['', '*/*', 'application/json', 'text/html', ';q=9']],
  ['x-forwarded-host', ['evil.tld']],
  ['x-forwarded-proto', ['https', 'gopher']],
  ['oauth-client-attestation', ['x', 'a.b.c']],
  ['dpop', ['x', 'a.b.c']],
] as const

const pair = fc.tuple(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...VALUES), fc.string()))
const asked = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...PATHS) },
    { weight: 1, arbitrary: fc.webPath() },
  ),
  query: fc.array(pair, { maxLength: 8 }),
  body: fc.array(pair, { maxLength: 8 }),
  raw: fc.option(fc.string({ unit: 'binary', maxLength: 200 }), { freq: 8 }),
  header: fc.option(
    fc
      .constantFrom(...HEADERS)
      .chain(([name, values]) => fc.constantFrom(...values).map((value) => [name, value] as const)),
  ),
  signedIn: fc.boolean(),
  known: fc.boolean(),
})

for (const engine of engines) {
  describe(`strangers on ${engine.name}`, () => {
    let server: RunningServer
    let cookie: string
    let client: readonly [string, string][]
    let basic: string

    before(async () => {
      server = await flowServer({ db: await engine.fresh() })
      await addPerson(server, 'ada@acme.test')
      const app = await addApplication(server, { settings: EVERYTHING })
      client = [
        ['client_id', app.clientId],
        ['redirect_uri', 'http://localhost:9/callback'],
      ]
      basic = `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}`
      const browser = await signedInBrowser(server, 'ada@acme.test')
      cookie = browser.cookies
        .all()
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ')
    })

    test('can send nothing that this side fails at', async () => {
      const send = async (one: typeof asked extends fc.Arbitrary<infer T> ? T : never) => {
        const { method, path, query, body, raw, header, signedIn, known } = one
        const all = known ? [...client, ...query] : query
        const url = `${server.url}${path}?${new URLSearchParams(all)}`
        const takesBody = method !== 'GET' && method !== 'HEAD'
        const text = raw ?? new URLSearchParams(known ? [...client, ...body] : body).toString()
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          ...(signedIn && { cookie, origin: server.url }),
          ...(known && { authorization: basic }),
          ...(header && { [header[0]]: header[1] }),
        }
        const answer = await request(url, { method, headers, body: takesBody ? text : null })
        const told = await answer.body.text()
        assert.ok(answer.statusCode < 500, `${answer.statusCode} ${told.slice(0, 300)}`)
        assert.doesNotMatch(told, /server_error|node_modules| {4}at /)
        assert.doesNotMatch(
          answer.headers.location?.toString() ?? '',
          /server_error|^(?:https?:)?\/\/evil/,
        )
      }
      await fc.assert(fc.asyncProperty(asked, send), {
        numRuns: 4_000,
        interruptAfterTimeLimit: 3_000,
        endOnFailure: true,
      })
    })
  })
}
