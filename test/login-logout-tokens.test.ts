import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { HOUR, SECOND } from '../src/base/clock.ts'
import type { ApplicationId } from '../src/base/ids.ts'
import { HOME } from '../src/base/local-path.ts'
import type { Connection } from '../src/core/connections/connection.ts'
import { insertIdentity } from '../src/core/connections/identity-store.ts'
import { findLogoutDelivery } from '../src/core/logout-notices/logout-delivery-store.ts'
import type { LogoutDelivery } from '../src/core/logout-notices/logout-notice.ts'
import { insertPendingSignIn } from '../src/core/pending-sign-ins/pending-sign-in-store.ts'
import { insertSession, listSessionsOfUser } from '../src/core/sessions/session-store.ts'
import { newSession } from '../src/core/sessions/start-session.ts'
import type { User } from '../src/core/users/user.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { connect } from './support/login-server.ts'
import { movableClock } from './support/movable-clock.ts'
import type { SigningKey } from './support/peers/faults/fault.ts'
import { newSigningKey } from './support/peers/faults/signing-key.ts'
import { ADA, startIndependentProvider } from './support/peers/independent-provider.ts'
import { type LoopbackServer, listenOnLoopback } from './support/peers/listen.ts'
import { type OpenidClientApp, startOpenidClientApp } from './support/peers/openid-client-app.ts'
import { CODE, flowServer } from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const seconds = () => Math.floor(Date.now() / 1_000)

let server: RunningServer
let provider: LoopbackServer & { issuer: string }
let key: SigningKey
let connection: Connection
let served = 0

before(async () => {
  server = await flowServer()
  key = await newSigningKey()
  const listening = await listenOnLoopback((request, response) => {
    const issuer = `http://localhost:${listening.port}`
    const isKeys = request.url === '/keys'
    if (isKeys) served += 1
    const document = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isKeys ? { keys: [key.jwk] } : document))
  })
  provider = { ...listening, issuer: `http://localhost:${listening.port}` }
  const known = { issuer: provider.issuer, clientId: 'latchkey', clientSecret: 'a-client-secret' }
  connection = await connect(server, known)
})
after(() => provider.close())

/** Somebody whom the provider knows as `subject`, in sessions that it knows by these names. */
async function knownAs(subject: string, ...sids: (string | undefined)[]): Promise<User> {
  const user = await addPerson(server, `${subject}@acme.test`)
  const at = Date.now()
  const tie = { connectionId: connection.id, subject, userId: user.id }
  await insertIdentity(server.db, { ...tie, createdAt: at, lastUsedAt: at })
  for (const upstreamSid of sids) {
    const signedIn = {
      ...{ amr: ['pwd'], address: '127.0.0.1', userAgent: '' },
      ...{ connectionId: connection.id, upstreamSid },
    }
    const of = { organization: server.organization, user, signedIn }
    await insertSession(server.db, newSession(of as never, at).session)
  }
  return user
}

const left = async (user: User) =>
  (await listSessionsOfUser(server.db, user.id, Date.now())).map((one) => one.upstreamSid).sort()

function payload(more: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const all = {
    ...{ iss: provider.issuer, aud: 'latchkey', iat: seconds(), exp: seconds() + 120 },
    ...{ jti: crypto.randomUUID(), events: { [EVENT]: {} } },
    ...more,
  }
  // What is undefined is left out, as JSON does.
  return JSON.parse(JSON.stringify(all))
}

const sign = (claims: JWTPayload, { alg = 'RS256', typ = 'logout+jwt', by = key } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg, typ, kid: by.kid })
    .sign(alg === 'HS256' ? new TextEncoder().encode('x'.repeat(32)) : by.privateKey)

function send(token: string, path = '/sso/openid/backchannel-logout'): Promise<Response> {
  const body = new URLSearchParams({ logout_token: token })
  return fetch(`${server.url}${path}`, { method: 'POST', body })
}

describe('a logout token of a provider', () => {
  test('ends the session that it names, and no other', async () => {
    const user = await knownAs('ada', 'laptop', 'phone')
    const answer = await send(await sign(payload({ sub: 'ada', sid: 'laptop' })))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await left(user), ['phone'])
    const [event] = await server.db
      .selectFrom('event')
      .selectAll()
      .where('type', '=', 'user.session.end')
      .execute()
    assert.deepEqual([event?.actor_kind, event?.actor_id], ['connection', connection.id])
  })

  test('that names the person alone ends all sessions through the connection', async () => {
    const user = await knownAs('grace', 'laptop-2', undefined)
    const at = Date.now()
    await insertPendingSignIn(server.db, {
      ...{ id: 'waits', organizationId: user.organizationId, userId: user.id },
      ...{ connectionId: connection.id, browserDigest: '', traceCode: '', proofSealed: '' },
      ...{ shown: [], sessionUid: undefined, wanted: undefined, returnTo: HOME },
      ...{ createdAt: at, expiresAt: at + 60_000 },
    })
    assert.equal((await send(await sign(payload({ sub: 'grace' })))).status, 200)
    assert.deepEqual(await left(user), [])
    const waiting = await server.db.selectFrom('pending_sign_in').select('id').execute()
    assert.deepEqual(waiting, [], 'nor does one begin that waits for a second factor')
  })

  test('that names a session of somebody else under another person ends nothing', async () => {
    const user = await knownAs('linus', 'laptop-3')
    await knownAs('margaret')
    const token = await sign(payload({ sub: 'margaret', sid: 'laptop-3' }))
    assert.equal((await send(token)).status, 200)
    assert.deepEqual(await left(user), ['laptop-3'])
  })

  test('about nobody is answered like one about somebody', async () => {
    const answer = await send(await sign(payload({ sub: 'nobody', sid: 'nowhere' })))
    assert.deepEqual([answer.status, await answer.text()], [200, ''])
  })

  test('counts once', async () => {
    const token = await sign(payload({ sid: 'desk' }))
    assert.equal((await send(token)).status, 200)
    const user = await knownAs('barbara', 'desk')
    assert.equal((await send(token)).status, 400)
    assert.deepEqual(await left(user), ['desk'])
  })

  const fine = { sub: 'edsger', sid: 'bench' }
  type Fault = readonly [what: string, make: () => Promise<string> | string]
  const FAULTS: readonly Fault[] = [
    ['without a signature', () => new UnsecuredJWT(payload(fine)).encode()],
    [
      'signed by a key that nobody published',
      async () => sign(payload(fine), { by: { ...(await newSigningKey()), kid: key.kid } }),
    ],
    ['signed with a shared secret', () => sign(payload(fine), { alg: 'HS256' })],
    ['of another issuer', () => sign(payload({ ...fine, iss: 'https://evil.test' }))],
    ['for another client', () => sign(payload({ ...fine, aud: 'somebody-else' }))],
    ['without the event', () => sign(payload({ ...fine, events: undefined }))],
    [
      'with another event',
      () => sign(payload({ ...fine, events: { 'http://schemas.openid.net/event/else': {} } })),
    ],
    [
      'with an event that is no object',
      () => sign(payload({ ...fine, events: { [EVENT]: 'yes' } })),
    ],
    ['with a nonce, as an ID token has', () => sign(payload({ ...fine, nonce: 'n' }))],
    ['without a person or a session', () => sign(payload())],
    ['without a jti', () => sign(payload({ ...fine, jti: undefined }))],
    ['without the time it was made', () => sign(payload({ ...fine, iat: undefined }))],
    ['that was made an hour ago', () => sign(payload({ ...fine, iat: seconds() - 3_600 }))],
    ['that has expired', () => sign(payload({ ...fine, exp: seconds() - 300 }))],
    ['of another type', () => sign(payload(fine), { typ: 'at+jwt' })],
    ['with a session that no database keeps', () => sign(payload({ sid: 'a\u0000b' }))],
    ['with half a character', () => sign(payload({ sub: 'edsger', sid: 'a\ud800' }))],
    ['that is no token', () => 'nonsense'],
    ['that is longer than any', () => 'x'.repeat(20_000)],
  ]
  test('that is not as it must be is refused, without a reason for strangers', async (t) => {
    const user = await knownAs('edsger', 'bench')
    for (const [what, make] of FAULTS) {
      await t.test(what, async () => {
        const answer = await send(await make())
        const body = (await answer.json()) as { error: string; error_description: string }
        assert.equal(answer.status, 400)
        assert.equal(body.error, 'invalid_request')
        assert.match(body.error_description, /^The logout token was not taken\./)
        assert.deepEqual(await left(user), ['bench'])
      })
    }
  })

  test('from strangers does not make this server ask for keys each time', async () => {
    const before = served
    for (let index = 0; index < 3; index += 1) {
      const by = await newSigningKey()
      assert.equal((await send(await sign(payload(fine), { by }))).status, 400)
    }
    assert.ok(served - before <= 1)
  })

  test('in a request without a form, or by GET, is refused', async () => {
    const url = `${server.url}/sso/openid/backchannel-logout`
    const json = await fetch(url, { method: 'POST', body: '{}' })
    assert.equal(json.status, 400)
    assert.notEqual((await fetch(url)).status, 500)
  })
})

describe('two applications and a provider above', () => {
  const clock = movableClock()
  let world: RunningServer
  let upstream: Awaited<ReturnType<typeof startIndependentProvider>>
  let expenses: OpenidClientApp
  let wiki: OpenidClientApp
  let wikiId: ApplicationId

  before(async () => {
    world = await flowServer({ name: 'Chain', now: clock })
    upstream = await startIndependentProvider()
    const client = { client_id: 'chain', client_secret: 'a-client-secret-of-the-chain' }
    upstream.setClient({
      ...client,
      redirect_uris: [`${world.url}/sso/openid`],
      backchannel_logout_uri: `${world.url}/sso/openid/backchannel-logout`,
      backchannel_logout_session_required: true,
    })
    const known = { clientId: client.client_id, clientSecret: client.client_secret }
    await connect(world, { issuer: upstream.issuer, ...known })
    expenses = await startOpenidClientApp('expenses')
    wiki = await startOpenidClientApp('wiki')
    await register(expenses, 'Expenses')
    wikiId = await register(wiki, 'Wiki')
  })
  after(() => Promise.all([expenses.close(), wiki.close(), upstream.close()]))

  async function register(app: OpenidClientApp, label: string): Promise<ApplicationId> {
    const { redirectUri, backchannelLogoutUri } = app
    const settings = { ...CODE, redirectUris: [redirectUri], backchannelLogoutUri }
    const { id, clientId, clientSecret } = await addApplication(world, { label, settings })
    await app.register({ issuer: world.url, clientId, clientSecret })
    return id
  }

  /** Somebody who came from the provider above and opened both applications. */
  async function everywhere(): Promise<Browser> {
    const browser = createBrowser()
    const form = await browser.get(`${expenses.url}/sign-in`)
    const choice = await browser.get(new URL('/login/okta', world.url).href, { from: form.url })
    const home = await browser.submit(choice, { login: ADA.login })
    assert.ok(home.url.startsWith(world.url), home.text)
    for (const app of [expenses, wiki]) {
      const page = await browser.get(`${app.url}/sign-in`)
      assert.match(page.text, /signed in as ada/, page.url)
    }
    return browser
  }

  async function leaveAbove(browser: Browser): Promise<void> {
    const question = await browser.get(`${upstream.issuer}/session/end`)
    await browser.submit(question, { logout: 'yes' })
  }
  const shows = async (browser: Browser, app: OpenidClientApp) =>
    (await browser.get(app.url)).text.replace(/.*: /, '')

  test('a sign-out above ends the session here and at both applications within a second', async () => {
    const browser = await everywhere()
    const another = await everywhere()
    const begun = Date.now()
    await leaveAbove(browser)
    await Promise.all([expenses.ended(1), wiki.ended(1)])
    assert.ok(Date.now() - begun < SECOND)
    assert.equal(await shows(browser, expenses), 'signed out')
    assert.equal(await shows(browser, wiki), 'signed out')
    assert.match((await browser.get(`${world.url}/account`)).url, /\/login/)
    assert.match(await shows(another, wiki), /signed in/, 'another browser stays signed in')
    assert.deepEqual([...expenses.refusals, ...wiki.refusals], [])
  })

  test('with one application down the other is told at once, and the first when it is up again', async () => {
    const browser = await everywhere()
    await wiki.stop()
    await leaveAbove(browser)
    await expenses.ended(2)
    assert.equal(await shows(browser, expenses), 'signed out')
    let delivery: LogoutDelivery | undefined
    while (delivery?.failingSince === undefined) {
      delivery = await findLogoutDelivery(world.db, wikiId)
      await delay(20)
    }
    assert.match(delivery.lastFailure ?? '', /ECONNREFUSED/)
    await wiki.start()
    assert.match(await shows(browser, wiki), /signed in/, 'nobody has told it yet')
    clock.advance(2 * HOUR)
    await wiki.ended(2)
    assert.equal(await shows(browser, wiki), 'signed out')
    assert.deepEqual(wiki.refusals, [])
  })
})
