import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { type Browser, createBrowser } from './support/browser.ts'
import {
  answerOf,
  authorizeUrl,
  CALLBACK,
  CHALLENGE,
  type Client,
  CODE,
  EVERYTHING,
  endpoint,
  exchange,
  flowServer,
  isCallback,
  issuerOf,
  open,
  type Params,
  post,
  signedInBrowser,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

let server: RunningServer
let browser: Browser
/** Everything is ticked; the code flow and nothing else. */
let hybrid: App
let plain: App
let idTokenOnly: App
let accessTokenOnly: App

before(async () => {
  server = await flowServer()
  await addPerson(server, 'ada@acme.test')
  hybrid = await addApplication(server, { settings: EVERYTHING })
  plain = await addApplication(server, { settings: CODE })
  const box = (idToken: boolean) => ({
    ...EVERYTHING,
    implicit: { idToken, accessToken: !idToken },
  })
  idTokenOnly = await addApplication(server, { settings: box(true) })
  accessTokenOnly = await addApplication(server, { settings: box(false) })
  browser = await signedInBrowser(server, 'ada@acme.test')
})

const halfHash = (value: string | undefined) =>
  createHash('sha256')
    .update(value ?? '')
    .digest()
    .subarray(0, 16)
    .toString('base64url')

async function verifyIdToken(jwt: string | undefined, app: App, name: 'org' | 'default') {
  const keys = createRemoteJWKSet(new URL(endpoint(server, 'keys', name)))
  const { payload } = await jwtVerify(jwt ?? '', keys, {
    issuer: issuerOf(server, name),
    audience: app.clientId,
    algorithms: ['RS256'],
  })
  return payload
}

describe('response types', () => {
  const TYPES: readonly (readonly [string, readonly string[]])[] = [
    ['code', []],
    ['id_token', []],
    ['id_token token', ['at_hash']],
    ['code id_token', ['c_hash']],
    ['code token', []],
    ['code id_token token', ['at_hash', 'c_hash']],
    ['token id_token code', ['at_hash', 'c_hash']],
  ]

  for (const name of ['org', 'default'] as const) {
    for (const [type, hashes] of TYPES) {
      test(`${type} of ${name} gives what it names, tied together by hashes`, async () => {
        const asked = { response_type: type, nonce: 'n0nce' }
        const { page, params } = await open(browser, authorizeUrl(server, hybrid, asked, name))
        assert.ok(params, page.text)
        const parts = type.split(' ')
        assert.equal(page.next?.includes('#'), type !== 'code')
        assert.equal('code' in params, parts.includes('code'))
        assert.equal('access_token' in params, parts.includes('token'))
        assert.equal(params.token_type, parts.includes('token') ? 'Bearer' : undefined)
        assert.equal(params.state, 'st4te')
        assert.equal(params.iss, issuerOf(server, name), 'RFC 9207')
        if (!parts.includes('id_token')) return assert.equal(params.id_token, undefined)
        const claims = await verifyIdToken(params.id_token, hybrid, name)
        assert.equal(claims.nonce, 'n0nce')
        assert.equal(claims.email, 'ada@acme.test')
        const expected = {
          at_hash: hashes.includes('at_hash') ? halfHash(params.access_token) : undefined,
          c_hash: hashes.includes('c_hash') ? halfHash(params.code) : undefined,
        }
        assert.deepEqual({ at_hash: claims.at_hash, c_hash: claims.c_hash }, expected)
      })
    }
  }

  const REFUSED: readonly (readonly [string, () => App, string, string])[] = [
    ['an application without Implicit', () => plain, 'id_token', 'invalid_request'],
    ['an application without Implicit', () => plain, 'code token', 'invalid_request'],
    ['an application without Implicit', () => plain, 'code id_token token', 'invalid_request'],
    ['no access token allowed', () => idTokenOnly, 'id_token token', 'invalid_request'],
    ['no access token allowed', () => idTokenOnly, 'code id_token token', 'invalid_request'],
    ['no ID token allowed', () => accessTokenOnly, 'id_token', 'invalid_request'],
    ['no ID token allowed', () => accessTokenOnly, 'code id_token', 'invalid_request'],
    ['everything allowed', () => hybrid, 'token', 'unsupported_response_type'],
    ['everything allowed', () => hybrid, 'none', 'unsupported_response_type'],
    ['everything allowed', () => hybrid, 'code code2', 'unsupported_response_type'],
  ]
  for (const [who, app, type, error] of REFUSED) {
    test(`${type} is refused by redirect: ${who}`, async () => {
      const asked = { response_type: type, nonce: 'n0nce' }
      const { page, params } = await open(browser, authorizeUrl(server, app(), asked))
      assert.equal(params?.error, error, page.text)
      assert.equal(params?.state, 'st4te')
      assert.equal(params?.iss, server.url)
      for (const given of ['code', 'id_token', 'access_token']) assert.ok(!(given in params))
    })
  }

  for (const [type, error] of [
    ['code id_token', 'invalid_request'],
    ['id_token', 'invalid_request'],
    ['code', undefined],
    ['code token', undefined],
  ] as const) {
    test(`without a nonce ${type} is ${error ? 'refused' : 'answered'}`, async () => {
      const { params } = await open(browser, authorizeUrl(server, hybrid, { response_type: type }))
      assert.equal(params?.error, error)
    })
  }

  test('without openid an ID token is refused and a code is not', async () => {
    const none = { scope: 'profile', response_type: 'id_token', nonce: 'n' }
    assert.ok((await open(browser, authorizeUrl(server, hybrid, none))).params?.error)
    const code = { scope: 'profile', response_type: 'code' }
    assert.ok((await open(browser, authorizeUrl(server, hybrid, code))).params?.code)
  })
})

describe('scopes', () => {
  for (const name of ['org', 'default'] as const) {
    for (const scope of [undefined, '', ' ', 'moon:land']) {
      test(`${name} refuses ${JSON.stringify(scope)} before anybody is asked to sign in`, async () => {
        const stranger = createBrowser()
        const { page, params } = await open(stranger, authorizeUrl(server, plain, { scope }, name))
        assert.equal(params?.error, 'invalid_scope', page.text)
        assert.match(params?.error_description ?? '', /scope/)
      })
    }
  }
})

describe('response modes', () => {
  test('query and fragment put the answer where they say', async () => {
    for (const [mode, sign] of [
      ['query', '?'],
      ['fragment', '#'],
    ] as const) {
      const { page } = await open(browser, authorizeUrl(server, plain, { response_mode: mode }))
      assert.ok(page.next?.startsWith(`${CALLBACK}${sign}code=`), String(page.next))
    }
  })

  test('query is refused for tokens, which would end up in logs', async () => {
    const asked = { response_type: 'id_token', response_mode: 'query', nonce: 'n' }
    const { params } = await open(browser, authorizeUrl(server, hybrid, asked))
    assert.equal(params?.error, 'invalid_request')
    assert.equal(params?.id_token, undefined)
  })

  test('an unknown mode is refused by redirect', async () => {
    const { params } = await open(browser, authorizeUrl(server, plain, { response_mode: 'pigeon' }))
    assert.equal(params?.error, 'unsupported_response_mode')
  })

  for (const asked of [{ response_type: 'code' }, { response_type: 'code id_token', nonce: 'n' }]) {
    test(`form_post carries ${asked.response_type} in a form that sends itself`, async () => {
      const state = `"><script>alert(1)</script>`
      const url = authorizeUrl(server, hybrid, { ...asked, response_mode: 'form_post', state })
      const page = await browser.get(url)
      const [form] = page.forms
      assert.equal(page.status, 200)
      assert.equal(form?.action, CALLBACK)
      assert.equal(form?.method, 'POST')
      assert.ok(form?.fields.code)
      assert.equal(form.fields.state, state)
      assert.ok(!page.html.includes(state), 'the state is markup nowhere')
      assert.match(String(page.headers['content-security-policy']), /script-src 'sha256-/)
      assert.match(String(page.headers['cache-control']), /no-store/)
    })

    test(`okta_post_message hands ${asked.response_type} to the registered origin`, async () => {
      const state = `</script><script>alert(1)</script>`
      const mode = { response_mode: 'okta_post_message', prompt: 'none', state }
      const page = await browser.get(authorizeUrl(server, hybrid, { ...asked, ...mode }))
      assert.equal(page.status, 200)
      assert.match(page.html, /data-origin="http:\/\/localhost:9"/)
      assert.match(page.html, /&#34;code&#34;:&#34;|&quot;code&quot;/)
      assert.ok(!page.html.includes(state))
      const policy = String(page.headers['content-security-policy'])
      assert.match(policy, /frame-ancestors http:\/\/localhost:9(;|$)/)
      assert.equal(page.headers['x-frame-options'], undefined)
    })
  }

  test('errors come in the mode that was asked for', async () => {
    const stranger = createBrowser()
    const asked = { prompt: 'none', response_mode: 'okta_post_message' }
    const framed = await stranger.get(authorizeUrl(server, plain, asked))
    assert.match(framed.html, /login_required/)
    const posted = await stranger.get(
      authorizeUrl(server, plain, { prompt: 'none', response_mode: 'form_post' }),
    )
    assert.equal(posted.forms[0]?.fields.error, 'login_required')
  })
})

describe('state', () => {
  for (const state of [
    'a b+c&d=e?f#g%h/"<>\'\\',
    'Grüße, 世界 🌍',
    '{"returnTo":"/a?b=c","n":1}',
    'x'.repeat(2_000),
  ]) {
    test(`comes back as it was sent: ${state.slice(0, 20)}`, async () => {
      const { params } = await open(browser, authorizeUrl(server, plain, { state }))
      assert.equal(params?.state, state)
      const inFragment = { state, response_type: 'code id_token', nonce: 'n' }
      assert.equal(
        (await open(browser, authorizeUrl(server, hybrid, inFragment))).params?.state,
        state,
      )
    })
  }

  test('keeps a question mark that came unencoded', async () => {
    const url = authorizeUrl(server, plain, { state: undefined })
    const { params } = await open(browser, `${url}&state=a?b?c`)
    assert.equal(params?.state, 'a?b?c')
    const custom = authorizeUrl(server, plain, { state: undefined }, 'default')
    assert.equal((await open(browser, `${custom}&state=a?b?c`)).params?.state, 'a?b?c')
  })

  test('is not demanded', async () => {
    const { params } = await open(browser, authorizeUrl(server, plain, { state: undefined }))
    assert.ok(params?.code)
    assert.equal('state' in params, false)
  })
})

describe('parameters', () => {
  const HARMLESS: readonly Params[] = [
    { acr_values: 'urn:okta:loa:2fa:any:ifpossible' },
    { acr_values: 'urn:moon urn:okta:loa:1fa:any' },
    { acr_values: 'anything at all' },
    { display: 'popup' },
    { ui_locales: 'de-CH fr' },
    { claims_locales: 'se' },
    { sessionToken: 'x', okta_key: 'y', unknown: 'z' },
    { claims: '{"id_token":{"given_name":{"essential":true}},"userinfo":{"name":null}}' },
  ]
  for (const asked of HARMLESS) {
    test(`${JSON.stringify(asked).slice(0, 60)} does no harm`, async () => {
      const { page, params } = await open(browser, authorizeUrl(server, plain, asked))
      assert.ok(params?.code, page.text)
      assert.equal((await exchange(server, plain, params.code)).status, 200)
    })
  }

  const REFUSED: readonly (readonly [Params, string])[] = [
    [{ max_age: '-1' }, 'invalid_request'],
    [{ max_age: 'soon' }, 'invalid_request'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ prompt: 'dance' }, 'invalid_request'],
    [{ claims: '{' }, 'invalid_request'],
    [{ claims: '[]' }, 'invalid_request'],
    [{ id_token_hint: 'not.a.jwt' }, 'invalid_request'],
    [{ request_uri: 'https://evil.test/request.jwt' }, 'request_uri_not_supported'],
    [{ registration: '{}' }, 'registration_not_supported'],
    [{ idp: 'nobody-knows' }, 'invalid_request'],
    [{ code_challenge: CHALLENGE, code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: CHALLENGE }, 'invalid_request'],
    [{ code_challenge_method: 'S256' }, 'invalid_request'],
    [{ response_type: undefined }, 'invalid_request'],
  ]
  for (const [asked, error] of REFUSED) {
    test(`${JSON.stringify(asked).slice(0, 70)} is refused by redirect`, async () => {
      const { page, params } = await open(browser, authorizeUrl(server, plain, asked))
      assert.equal(params?.error, error, page.text)
    })
  }

  test('a parameter that comes twice is refused', async () => {
    const url = authorizeUrl(server, plain)
    for (const twice of ['scope=openid', 'state=other', 'response_type=code', 'prompt=login']) {
      const { page, params } = await open(browser, `${url}&${twice}&${twice}`)
      const told = params?.error ?? page.text
      assert.match(told, /invalid_request/, twice)
    }
  })

  test('a posted request is the same as one in the address', async () => {
    const url = new URL(authorizeUrl(server, plain, { state: 'a?b&c' }))
    const fields = Object.fromEntries(url.searchParams)
    const page = await browser.post(`${url.origin}${url.pathname}`, fields, {
      from: 'https://app.test/',
      until: isCallback,
    })
    const { params } = answerOf(page)
    assert.ok(params?.code)
    assert.equal(params.state, 'a?b&c')
  })

  test('a redirect to an application says nothing of where it came from', async () => {
    const { page } = await open(browser, authorizeUrl(server, plain))
    assert.equal(page.headers['referrer-policy'], 'no-referrer')
    assert.match(String(page.headers['cache-control']), /no-store/)
  })
})

describe('pushed requests', () => {
  const pushed: Params = {
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid offline_access',
    state: 'pushed',
  }
  const push = (more: Params, client?: Client) =>
    post(server, 'par', { client_id: plain.clientId, ...pushed, ...more }, client ? { client } : {})
  const byUri = (app: App, request_uri: unknown) =>
    `${endpoint(server, 'authorize')}?${new URLSearchParams({ client_id: app.clientId, request_uri: String(request_uri) })}`

  test('are answered with 201, and used once', async () => {
    const { status, body } = await push({}, plain)
    assert.equal(status, 201)
    assert.match(String(body.request_uri), /^urn:ietf:params:oauth:request_uri:/)
    assert.equal(body.expires_in, 60)

    const { page, params } = await open(browser, byUri(plain, body.request_uri))
    assert.equal(params?.state, 'pushed', page.text)
    assert.ok((await exchange(server, plain, params?.code)).body.refresh_token)
    const again = await open(browser, byUri(plain, body.request_uri))
    assert.equal(again.params?.code, undefined)
    assert.match(again.params?.error ?? again.page.text, /invalid_request_uri/)
  })

  test('belong to the application that pushed them', async () => {
    const { body } = await push({}, plain)
    const { page, params } = await open(browser, byUri(hybrid, body.request_uri))
    assert.equal(params?.code, undefined)
    assert.match(params?.error ?? page.text, /invalid_request/)
  })

  const REFUSED = [
    ['nobody', undefined, {}, 401, 'invalid_client'],
    ['a wrong secret', 'wrong', {}, 401, 'invalid_client'],
    ['an unregistered address', '', { redirect_uri: 'https://evil.test/' }, 400, 'invalid_request'],
    ['a request_uri inside', '', { request_uri: 'urn:x' }, 400, 'request_uri_not_supported'],
    ['an unknown response type', '', { response_type: 'x' }, 400, 'unsupported_response_type'],
  ] as const
  for (const [what, secret, more, status, error] of REFUSED) {
    test(`are refused: ${what}`, async () => {
      const client = { clientId: plain.clientId, clientSecret: secret || plain.clientSecret }
      const answer = await push(more, secret === undefined ? undefined : client)
      assert.equal(answer.status, status, answer.text)
      assert.equal(answer.body.error, error)
    })
  }
})
