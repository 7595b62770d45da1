import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { DAY, MINUTE, SECOND } from '../src/base/clock.ts'
import { updateApplication } from '../src/core/applications/application-store.ts'
import { replaceAssignments } from '../src/core/applications/assignment-store.ts'
import { findAuthorizationServer } from '../src/core/authorization-servers/authorization-server-store.ts'
import { changeAuthorizationServer } from '../src/core/authorization-servers/save-authorization-server.ts'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import type { Browser } from './support/browser.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  authorizeUrl,
  basic,
  CODE,
  claimsOf,
  endpoint,
  exchange,
  flowServer,
  introspect,
  issuerOf,
  open,
  post,
  readJson,
  refresh,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

const SYSTEM = { kind: 'system' } as const
const clock = movableClock()
let server: RunningServer
let browser: Browser
let ada: Awaited<ReturnType<typeof addPerson>>
let rotating: App
let persistent: App
let api: App

before(async () => {
  server = await flowServer({ now: clock })
  ada = await addPerson(server, 'ada@acme.test')
  browser = await signedInBrowser(server, 'ada@acme.test')
  const keep = (rotation: 'ROTATE' | 'STATIC') => ({
    settings: { ...CODE, refreshToken: { rotation, leewaySeconds: 30 } },
  })
  rotating = await addApplication(server, keep('ROTATE'))
  persistent = await addApplication(server, keep('STATIC'))
  api = await addApplication(server, { type: 'service' })
})

describe('refresh tokens', () => {
  test('come only where offline_access was asked for and the grant is allowed', async () => {
    assert.equal(
      (await tokensOf(server, browser, rotating, { scope: 'openid' })).refresh_token,
      undefined,
    )
    const settings = { ...CODE, grantTypes: ['authorization_code'] as const }
    const without = await addApplication(server, { settings })
    assert.equal((await tokensOf(server, browser, without)).refresh_token, undefined)
  })

  test('rotate: each use gives the next, and the last works through its grace period', async () => {
    const { refresh_token } = await tokensOf(server, browser, rotating)
    const next = await refresh(server, rotating, refresh_token)
    assert.notEqual(next.body.refresh_token, refresh_token)
    clock.advance(20 * SECOND)
    assert.equal((await refresh(server, rotating, refresh_token)).status, 200)
    clock.advance(20 * SECOND)
    assert.equal((await refresh(server, rotating, refresh_token)).body.error, 'invalid_grant')
    const family = await refresh(server, rotating, next.body.refresh_token)
    assert.equal(family.body.error, 'invalid_grant', 'reuse revokes the family')
    assert.equal((await userinfo(server, String(next.body.access_token))).status, 401)
  })

  test('stay as they are where the application keeps them', async () => {
    const { refresh_token } = await tokensOf(server, browser, persistent)
    for (const wait of [0, MINUTE, 10 * DAY]) {
      clock.advance(wait)
      const { body } = await refresh(server, persistent, refresh_token)
      assert.equal(body.refresh_token, refresh_token)
    }
    browser = await signedInBrowser(server, 'ada@acme.test')
  })

  test('give fewer scopes when asked, never more, and the next may ask for all again', async () => {
    const { refresh_token } = await tokensOf(server, browser, persistent)
    const less = await refresh(server, persistent, refresh_token, { scope: 'openid' })
    assert.equal(less.body.scope, 'openid')
    assert.equal(claimsOf(less.body.id_token).email, undefined)
    const more = await refresh(server, persistent, refresh_token, { scope: 'openid phone' })
    assert.equal(more.body.error, 'invalid_scope')
    const all = await refresh(server, persistent, refresh_token)
    assert.match(String(all.body.scope), /email/)
  })

  test('are refused to another application, at another server, and altered', async () => {
    const { refresh_token } = await tokensOf(server, browser, persistent)
    const answers = [
      await refresh(server, rotating, refresh_token),
      await refresh(server, persistent, refresh_token, {}, 'default'),
      await refresh(server, persistent, `${refresh_token}x`),
      await refresh(server, persistent, '\u0000'),
    ]
    for (const { body } of answers) assert.match(body.error ?? '', /invalid_grant|invalid_request/)
    assert.equal((await refresh(server, persistent, refresh_token)).status, 200)
  })

  test('end with the assignment, the person and the application', async () => {
    const grace = await addPerson(server, 'grace@acme.test')
    const hers = await signedInBrowser(server, 'grace@acme.test')
    const client = await addApplication(server, { settings: CODE })
    const { refresh_token } = await tokensOf(server, hers, client)
    const code = (await open(hers, authorizeUrl(server, client))).params?.code

    await replaceAssignments(server.db, client.id, [{ kind: 'user', userId: ada.id }])
    const unassigned = await refresh(server, client, refresh_token)
    assert.equal(unassigned.body.error, 'invalid_grant')
    assert.equal((await exchange(server, client, code)).body.error, 'invalid_grant')
    await replaceAssignments(server.db, client.id, [{ kind: 'everyone' }])
    assert.equal((await refresh(server, client, refresh_token)).status, 200)

    const { clientSecret: _, ...row } = client
    await updateApplication(server.db, { ...row, status: 'inactive' })
    clock.advance(3 * SECOND)
    assert.equal((await refresh(server, client, refresh_token)).body.error, 'invalid_client')
    await updateApplication(server.db, row)
    clock.advance(3 * SECOND)

    const suspended = { user: grace, status: 'suspended', actor: SYSTEM } as const
    await setUserStatus(server.db, suspended, clock())
    assert.equal((await refresh(server, client, refresh_token)).body.error, 'invalid_grant')
  })
})

describe('what a session gives out', () => {
  for (const slug of ['org', 'default'] as const) {
    test(`at ${slug} lives as long as is said, whenever in the session it was given`, async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
      const other = await flowServer()
      await addPerson(other, 'ada@acme.test')
      const existing = await findAuthorizationServer(other.db, other.organization.id, slug)
      assert.ok(existing)
      const change = { existing, given: { refreshTokenMs: 10 * MINUTE }, actor: SYSTEM }
      await changeAuthorizationServer({ db: other.db, now: Date.now }, change)
      const client = await addApplication(other, { settings: CODE })
      const hers = await signedInBrowser(other, 'ada@acme.test')
      const first = await tokensOf(other, hers, client, { name: slug })
      t.mock.timers.tick(9 * MINUTE)
      const second = await tokensOf(other, hers, client, { name: slug })
      t.mock.timers.tick(5 * MINUTE)
      for (const { access_token } of [first, second]) {
        assert.equal((await userinfo(other, access_token, slug)).status, 200)
      }
      assert.equal((await refresh(other, client, second.refresh_token, {}, slug)).status, 200)
      const late = await refresh(other, client, first.refresh_token, {}, slug)
      assert.equal(late.body.error, 'invalid_grant')
      assert.equal((await introspect(other, client, second.access_token, slug)).active, true)
    })
  }
})

describe('userinfo', () => {
  for (const name of ['org', 'default'] as const) {
    test(`of ${name} takes the token by GET and POST, in the header and the body`, async () => {
      const { access_token } = await tokensOf(server, browser, rotating, { name })
      const url = endpoint(server, 'userinfo', name)
      const headers = { authorization: `Bearer ${access_token}` }
      const answers = [
        await fetch(url, { headers }),
        await fetch(url, { method: 'POST', headers }),
        await fetch(url, { method: 'POST', body: new URLSearchParams({ access_token }) }),
      ]
      for (const answer of answers) {
        const { status, body } = await readJson(answer)
        assert.deepEqual([status, body.sub, body.email], [200, ada.id, 'ada@acme.test'])
      }
    })

    test(`of ${name} refuses what is no token of it, with a challenge`, async () => {
      const other = name === 'org' ? 'default' : 'org'
      const own = await tokensOf(server, browser, rotating, { name })
      const foreign = await tokensOf(server, browser, rotating, { name: other })
      const machine = await post(
        server,
        'token',
        { grant_type: 'client_credentials' },
        { client: api, name },
      )
      const bad = [
        foreign.access_token,
        own.id_token,
        own.refresh_token,
        String(machine.body.access_token),
        'nonsense',
        `${own.access_token}x`,
        'x'.repeat(20_000),
      ]
      for (const token of bad) {
        const { status, headers } = await userinfo(server, token, name)
        assert.equal(status, 401, token.slice(0, 20))
        assert.match(headers.get('www-authenticate') ?? '', /Bearer.*invalid_token/)
      }
      const url = endpoint(server, 'userinfo', name)
      assert.ok([400, 401].includes((await fetch(url)).status))
      const twice = await fetch(`${url}?access_token=${own.access_token}`)
      assert.ok([400, 401].includes(twice.status), 'not in the address')
    })

    test(`of ${name} refuses an expired and a revoked token`, async () => {
      const one = await tokensOf(server, browser, rotating, { name })
      const two = await tokensOf(server, browser, rotating, { name })
      await post(server, 'revoke', { token: one.access_token }, { client: rotating, name })
      assert.equal((await userinfo(server, one.access_token, name)).status, 401)
      assert.equal((await userinfo(server, two.access_token, name)).status, 200)
      clock.advance(61 * MINUTE)
      assert.equal((await userinfo(server, two.access_token, name)).status, 401)
      browser = await signedInBrowser(server, 'ada@acme.test')
    })
  }

  test('without openid is refused as a scope that is missing', async () => {
    const { access_token } = await tokensOf(server, browser, rotating, { scope: 'profile' })
    const { status, headers } = await userinfo(server, access_token)
    assert.equal(status, 403)
    assert.match(headers.get('www-authenticate') ?? '', /insufficient_scope/)
  })
})

describe('introspection', () => {
  const INACTIVE = { active: false }

  test('tells an application of its own tokens', async () => {
    const { access_token, refresh_token, scope } = await tokensOf(server, browser, rotating)
    const told = await introspect(server, rotating, access_token)
    const { active, client_id, sub, uid, username, iss, token_type } = told
    assert.deepEqual(
      { active, client_id, sub, uid, username, iss, token_type, scope: told.scope },
      {
        active: true,
        client_id: rotating.clientId,
        sub: ada.id,
        uid: ada.id,
        username: 'ada@acme.test',
        iss: server.url,
        token_type: 'Bearer',
        scope,
      },
    )
    assert.equal((await introspect(server, rotating, refresh_token)).active, true)
  })

  test('of default tells of the JWT what the JWT tells', async () => {
    const { access_token } = await tokensOf(server, browser, rotating, { name: 'default' })
    const told = await introspect(server, rotating, access_token, 'default')
    const jwt = claimsOf(access_token)
    for (const name of ['iss', 'aud', 'sub', 'jti', 'exp', 'iat', 'uid']) {
      assert.equal(told[name], jwt[name], name)
    }
    assert.equal(told.client_id, jwt.cid)
    assert.deepEqual(String(told.scope).split(' '), jwt.scp)
    assert.equal((await introspect(server, api, access_token, 'default')).active, true)
  })

  test('tells nobody of what is not theirs, and one thing of everything that is not live', async () => {
    const org = await tokensOf(server, browser, rotating)
    const custom = await tokensOf(server, browser, rotating, { name: 'default' })
    const [head, body, signature = ''] = custom.access_token.split('.')
    const jti = String(claimsOf(custom.access_token).jti)
    const altered = Buffer.from(JSON.stringify({ ...claimsOf(custom.access_token), uid: 'x' }))
    const rows = [
      [persistent, org.access_token, 'org'],
      [persistent, org.refresh_token, 'org'],
      [persistent, custom.access_token, 'default'],
      [api, custom.refresh_token, 'default'],
      [rotating, org.access_token, 'default'],
      [rotating, custom.access_token, 'org'],
      [rotating, custom.id_token, 'default'],
      [rotating, org.id_token, 'org'],
      [rotating, jti, 'default'],
      [rotating, jti.slice(3), 'default'],
      [rotating, `verified..${jti.slice(3)}`, 'default'],
      [rotating, `${head}.${body}.${signature.slice(0, -4)}AAAA`, 'default'],
      [rotating, `${head}.${altered.toString('base64url')}.${signature}`, 'default'],
      [rotating, `${btoa('{"alg":"none"}')}.${body}.`, 'default'],
      [rotating, 'nonsense', 'org'],
    ] as const
    for (const [client, token, name] of rows) {
      assert.deepEqual(await introspect(server, client, token, name), INACTIVE, token.slice(0, 30))
    }
  })

  test('wants to know who asks', async () => {
    const { access_token } = await tokensOf(server, browser, rotating)
    const nobody = await post(server, 'introspect', { token: access_token })
    assert.ok(nobody.status === 400 || nobody.status === 401)
    const wrong = { ...rotating, clientSecret: 'wrong' }
    assert.equal(
      (await post(server, 'introspect', { token: access_token }, { client: wrong })).status,
      401,
    )
    assert.equal((await post(server, 'introspect', {}, { client: rotating })).status, 400)
  })

  test('and revocation read a body that comes without its length', async () => {
    const { access_token } = await tokensOf(server, browser, rotating, { name: 'default' })
    const send = async (path: string, token = access_token) => {
      const body = new Blob([new URLSearchParams({ token }).toString()]).stream()
      const headers = {
        authorization: basic(rotating),
        'content-type': 'application/x-www-form-urlencoded',
      }
      const asked = { method: 'POST', body, headers, duplex: 'half' } as const
      return readJson(await fetch(endpoint(server, path, 'default'), asked))
    }
    assert.equal((await send('introspect')).body.active, true)
    assert.equal((await send('introspect', 'x'.repeat(60_000))).body.error, 'invalid_request')
    assert.equal((await send('revoke')).status, 200)
    assert.equal((await send('introspect')).body.active, false)
  })

  test('of a token whose application is gone is inactive to an API', async () => {
    const client = await addApplication(server, { settings: CODE })
    const { access_token } = await tokensOf(server, browser, client, { name: 'default' })
    const { clientSecret: _, ...row } = client
    await updateApplication(server.db, { ...row, status: 'inactive' })
    clock.advance(3 * SECOND)
    assert.deepEqual(await introspect(server, api, access_token, 'default'), INACTIVE)
  })
})

describe('revocation', () => {
  test('of a refresh token ends its access token; of an access token ends that alone', async () => {
    for (const name of ['org', 'default'] as const) {
      const one = await tokensOf(server, browser, persistent, { name })
      const access = await post(
        server,
        'revoke',
        { token: one.access_token },
        { client: persistent, name },
      )
      assert.deepEqual([access.status, access.text], [200, ''])
      const renewed = await refresh(server, persistent, one.refresh_token, {}, name)
      assert.equal(renewed.status, 200)
      await post(server, 'revoke', { token: one.refresh_token }, { client: persistent, name })
      assert.equal((await refresh(server, persistent, one.refresh_token, {}, name)).status, 400)
      assert.equal((await userinfo(server, String(renewed.body.access_token), name)).status, 401)
    }
  })

  test('answers 200 to what is unknown, and leaves what belongs to another', async () => {
    const { access_token, refresh_token } = await tokensOf(server, browser, persistent)
    for (const token of ['nonsense', access_token, refresh_token]) {
      assert.equal((await post(server, 'revoke', { token }, { client: rotating })).status, 200)
    }
    assert.equal((await userinfo(server, access_token)).status, 200)
    assert.equal((await refresh(server, persistent, refresh_token)).status, 200)
  })
})

test('a JWT access token carries what Okta says it does', async () => {
  const { access_token } = await tokensOf(server, browser, rotating, { name: 'default' })
  const { jti, iat, exp, auth_time, ...claims } = claimsOf(access_token)
  assert.deepEqual(claims, {
    acr: 'urn:okta:loa:1fa:any',
    ver: 1,
    iss: issuerOf(server, 'default'),
    aud: 'api://default',
    cid: rotating.clientId,
    uid: ada.id,
    scp: ['openid', 'profile', 'email', 'offline_access'],
    sub: 'ada@acme.test',
  })
  assert.equal(Number(exp) - Number(iat), 3_600)
  assert.match(String(jti), /^AT\./)
  assert.equal(typeof auth_time, 'number')
})
