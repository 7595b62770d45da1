import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { SignJWT } from 'jose'
import type { TraceRecord } from '../src/core/audit/trace.ts'
import { createBrowser } from './support/browser.ts'
import { assertExplained, type Wanted } from './support/explained.ts'
import { connect, startLoginServer } from './support/login-server.ts'
import {
  authorizeUrl,
  CALLBACK,
  CHALLENGE,
  CODE,
  exchange,
  flowServer,
  open,
  type Params,
  post,
  refresh,
  signedInBrowser,
  signIn,
  tokensOf,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'
import { storedLegs } from './support/stored-legs.ts'

type App = Awaited<ReturnType<typeof addApplication>>

let server: RunningServer
let app: App
let browser: Awaited<ReturnType<typeof signedInBrowser>>

before(async () => {
  server = await flowServer()
  await addPerson(server, 'ada@acme.test')
  app = await addApplication(server, { settings: CODE })
  browser = await signedInBrowser(server, 'ada@acme.test')
})

/** The newest failure of the provider's end beyond those seen, once the writer has caught up. */
async function newestFailure({ db }: RunningServer, seen: number): Promise<TraceRecord> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const failures = await failuresIn(db)
    const newest = failures.at(-1)
    if (newest && failures.length > seen) return newest
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('no failure was stored')
}

const failuresIn = async (db: RunningServer['db']) =>
  (await storedLegs(db)).filter(
    ({ side, outcome }) => side === 'provider' && (outcome === 'failed' || outcome === 'refused'),
  )

let seen = 0
async function explained(wanted: Wanted) {
  const newest = await newestFailure(server, seen)
  seen = (await failuresIn(server.db)).length
  return assertExplained(server, [newest], wanted)
}

describe('a request of an application', () => {
  const there = { where: 'here', link: /^\/console\/applications\/app_/ } as const
  const ROWS: readonly (readonly [string, Params, Wanted])[] = [
    [
      'from an address that is not registered',
      { redirect_uri: 'https://evil.example/' },
      {
        cause: 'redirect_uri_not_registered',
        expected: /:9\/callback/,
        received: /evil/,
        ...there,
        paste: 'https://evil.example/',
      },
    ],
    [
      'with a slash too many',
      { redirect_uri: `${CALLBACK}/` },
      {
        cause: 'redirect_uri_spelling',
        received: /callback\/$/,
        where: 'application',
        paste: CALLBACK,
      },
    ],
    [
      'behind a proxy that strips the port',
      { redirect_uri: 'http://localhost/callback' },
      { cause: 'redirect_uri_behind_proxy', where: 'application', paste: CALLBACK },
    ],
    [
      'behind a proxy that hides https',
      { redirect_uri: 'https://localhost:9/callback' },
      { cause: 'redirect_uri_behind_proxy', where: 'application', paste: CALLBACK },
    ],
    [
      'of nobody',
      { client_id: 'nobody' },
      { cause: 'application_unknown', expected: /active/, received: /nobody/ },
    ],
    [
      'for a token in the address',
      { response_type: 'id_token', nonce: 'n' },
      { cause: 'response_type_not_allowed', expected: /code/, received: /id_token/, ...there },
    ],
    [
      'for a response type that is not there',
      { response_type: 'token' },
      { cause: 'response_type_unknown', received: /token/, where: 'application' },
    ],
    [
      'for no response type',
      { response_type: undefined },
      { cause: 'request_invalid', received: /response_type/, where: 'application' },
    ],
    [
      'for no scope',
      { scope: undefined },
      { cause: 'request_invalid', received: /No scope/, where: 'application' },
    ],
    [
      'with a challenge of another kind',
      { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' },
      { cause: 'request_invalid', received: /code_challenge_method/, where: 'application' },
    ],
    [
      'by a pushed request that nobody pushed',
      { request_uri: 'urn:ietf:params:oauth:request_uri:never-pushed' },
      { cause: 'request_uri_unusable', where: 'application' },
    ],
    [
      'for an unknown scope',
      { scope: 'openid dragons' },
      { cause: 'scope_unknown', received: /dragons/ },
    ],
  ]
  for (const [name, asked, wanted] of ROWS) {
    test(`${name}: ${wanted.cause}`, async () => {
      await open(
        browser,
        authorizeUrl(server, app, asked, wanted.cause === 'scope_unknown' ? 'default' : 'org'),
      )
      await explained(wanted)
    })
  }

  test('that contradicts itself', async () => {
    await open(browser, authorizeUrl(server, app, { prompt: 'none login' }))
    await explained({ cause: 'request_invalid', received: /prompt/, where: 'application' })
  })

  test('of nobody, in a sentence that begins and ends once', async () => {
    await open(browser, authorizeUrl(server, app, { client_id: undefined }))
    const { sentence } = await explained({ cause: 'request_invalid', received: /client_id/ })
    assert.match(sentence, /in the request of the application is/)
    await open(browser, authorizeUrl(server, app, { idp: 'nobody' }))
    assert.match((await explained({ cause: 'request_invalid' })).sentence, /[^.]\.$/)
  })

  test('that nobody waits with any more', async () => {
    const page = await createBrowser().get(`${server.url}/oauth2/v1/authorize/long-forgotten`)
    assert.equal(page.status, 400)
    await explained({ cause: 'request_forgotten', where: 'application' })
  })

  test('without anybody signed in, and without a question', async () => {
    await open(createBrowser(), authorizeUrl(server, app, { prompt: 'none' }))
    await explained({ cause: 'nobody_signed_in', received: /nobody/, where: 'application' })
  })

  test('for one person, where another one is signed in or signs in', async () => {
    const claims = JSON.stringify({ id_token: { sub: { value: 'usr_of_grace' } } })
    const anothers = { cause: 'another_person', where: 'application' } as const
    await open(browser, authorizeUrl(server, app, { claims, prompt: 'none' }))
    await explained(anothers)
    const somebody = createBrowser()
    const { page } = await open(somebody, authorizeUrl(server, app, { claims }))
    await signIn(somebody, page, 'ada@acme.test')
    await explained(anothers)
  })

  test('of a person who is not assigned', async () => {
    const closed = await addApplication(server, { settings: CODE, assignments: [] })
    await open(browser, authorizeUrl(server, closed))
    const link = new RegExp(`^/console/applications/${closed.id}/assignments$`)
    const { sentence } = await explained({ cause: 'not_assigned', where: 'here', link })
    assert.match(sentence, /^ada@acme\.test is signed in/)
  })

  test('of one who would have to consent, and of one who does not', async () => {
    const asking = await addApplication(server, { settings: { ...CODE, consent: 'REQUIRED' } })
    await open(browser, authorizeUrl(server, asking, { prompt: 'none' }))
    await explained({ cause: 'consent_missing', ...there })
  })

  test('without PKCE, of an application that can keep no secret', async () => {
    const spa = await addApplication(server, { type: 'browser', settings: CODE })
    await open(browser, authorizeUrl(server, spa))
    await explained({
      cause: 'pkce_missing',
      expected: /S256/,
      where: 'application',
      paste: /S256/,
    })
  })

  test('from a tile that is not to be opened from here, and from none', async () => {
    await browser.get(`${server.url}/home/oidc_client/${app.id}/${app.linkId}`)
    await explained({ cause: 'tile_not_from_here', ...there })
    await browser.get(`${server.url}/home/oidc_client/${app.id}/aln_none`)
    await explained({ cause: 'tile_unknown' })
  })
})

describe('a request for tokens', () => {
  const there = { where: 'here', link: /^\/console\/applications\/app_/ } as const
  const codeFor = async (client: App, asked: Params = {}) =>
    (await open(browser, authorizeUrl(server, client, asked))).params?.code

  test('with a wrong secret, and with one that was deactivated', async () => {
    await exchange(server, { ...app, clientSecret: 'wrong' }, await codeFor(app))
    await explained({
      cause: 'application_secret_wrong',
      expected: /active secret/,
      received: /another/,
    })

    const rotated = await addApplication(server, {
      settings: CODE,
      secrets: ['the-new-secret', 'the-old-secret'],
    })
    const stored = await server.db
      .selectFrom('application_secret')
      .selectAll()
      .where('application_id', '=', rotated.id)
      .execute()
    for (const { id, secret_sealed } of stored) {
      // Two that are made within a millisecond have no order.
      if ((await server.sealer.open(secret_sealed)) !== 'the-old-secret') continue
      const ended = server.db.updateTable('application_secret').set({ status: 'inactive' })
      await ended.where('id', '=', id).execute()
    }
    await exchange(server, { ...rotated, clientSecret: 'the-old-secret' }, await codeFor(rotated))
    await explained({
      cause: 'application_secret_deactivated',
      received: /deactivated/,
      where: 'application',
    })
  })

  test('proved by an assertion that is not as it must be', async () => {
    const signed = await addApplication(server, {
      settings: { ...CODE, tokenEndpointAuthMethod: 'client_secret_jwt' },
    })
    const send = async (aud: string, secret: string) => {
      const { clientId } = signed
      const client_assertion = await new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(aud)
        .setExpirationTime('1m')
        .sign(new TextEncoder().encode(secret))
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      const grant = { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK }
      await post(server, 'token', { ...grant, client_assertion_type, client_assertion })
    }
    const cause = 'application_assertion'
    await send('https://elsewhere.example', signed.clientSecret)
    await explained({ cause, expected: /for this server/, received: /audience/, ...there })
    await send(server.url, 'a-secret-of-somebody-else-entirely')
    await explained({ cause, received: /signature/, ...there })
  })

  test('authenticated in another way than is set', async () => {
    const fields = { grant_type: 'authorization_code', code: 'x', client_id: app.clientId }
    await post(server, 'token', fields)
    await explained({
      cause: 'application_auth_method',
      expected: /client_secret_basic/,
      received: /none/,
      where: 'application',
      paste: 'client_secret_basic',
    })
  })

  test('without a proof of the key that the tokens are bound to, and with one that does not fit', async () => {
    const bound = await addApplication(server, { settings: { ...CODE, dpopRequired: true } })
    await exchange(server, bound, await codeFor(bound))
    await explained({
      ...{ cause: 'dpop_proof_missing', expected: /a proof/, received: /none/ },
      ...{ where: 'application', paste: 'DPoP' },
    })
    const code = await codeFor(bound)
    const fields = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }
    await post(server, 'token', fields, { client: bound, headers: { dpop: 'not.a.proof' } })
    await explained({ cause: 'dpop_proof_unfit', received: /DPoP/, where: 'application' })
  })

  test('with a code that was used, never given out, for another address, with another verifier', async () => {
    const code = await codeFor(app)
    await exchange(server, app, code)
    await exchange(server, app, code)
    await explained({ cause: 'code_used', where: 'application' })
    await exchange(server, app, 'never-given-out')
    await explained({ cause: 'code_expired' })
    await exchange(server, app, await codeFor(app), { redirect_uri: `${CALLBACK}/other` })
    await explained({ cause: 'code_redirect_uri' })
    const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
    await exchange(server, app, await codeFor(app, pkce), { code_verifier: 'x'.repeat(50) })
    await explained({ cause: 'verifier_wrong' })
    await exchange(server, app, await codeFor(app, pkce))
    await explained({ cause: 'verifier_missing' })
    await exchange(server, app, await codeFor(app), { code_verifier: 'x'.repeat(50) })
    await explained({ cause: 'verifier_unasked' })
  })

  test('by a grant that is not ticked, and with a refresh token that is nobody’s', async () => {
    await exchange(server, app, undefined, { grant_type: 'client_credentials', scope: 'x' })
    await explained({
      cause: 'grant_not_allowed',
      expected: /authorization_code/,
      received: /client_credentials/,
    })
    await tokensOf(server, browser, app)
    await refresh(server, app, 'nobody-s')
    await explained({ cause: 'refresh_token_unusable' })
  })
})

describe('another Latchkey in Okta’s place', () => {
  test('secret, assignment, servers and tile', async () => {
    const here = await startLoginServer()
    const callback = `${here.url}/sso/openid`
    const upstream = await addApplication(server, {
      settings: { ...CODE, redirectUris: [callback] },
    })
    const at = { issuer: server.url, ...upstream }
    const own = { settings: { callback: 'shared' } } as const
    const walk = async (slug: string) => {
      const ada = createBrowser()
      const page = await ada.get(`${here.url}/login/${slug}`)
      if (page.forms.some(({ names }) => names.includes('password'))) {
        await signIn(ada, page, 'ada@acme.test')
      }
      return ada
    }
    const told = async (wanted: Wanted) => assertExplained(here, await here.traces(), wanted)

    await connect(here, { ...at, clientSecret: 'a-wrong-one' }, { slug: 'secret', ...own })
    await walk('secret')
    await told({
      cause: 'client_secret_wrong',
      received: /invalid_client/,
      where: 'okta',
      menu: 'CLIENT SECRETS',
    })

    const settings = { ...CODE, redirectUris: [callback] }
    const closed = await addApplication(server, { settings, assignments: [] })
    await connect(here, { ...at, ...closed }, { slug: 'closed', ...own })
    await walk('closed')
    await told({
      cause: 'provider_not_assigned',
      received: /not assigned/,
      where: 'okta',
      menu: 'Assign',
    })

    const wellKnownUrl = `${server.url}/oauth2/default/.well-known/openid-configuration`
    await connect(here, at, { slug: 'servers', wellKnownUrl, ...own })
    await walk('servers')
    await told({ cause: 'issuer_server', received: /default$/, where: 'here', paste: wellKnownUrl })

    const atDefault = { ...at, issuer: `${server.url}/oauth2/default` }
    const mapping = { sync: 'full', rules: [{ match: 'any', sameName: true }] } as const
    const wanting = { callback: 'shared', mapping } as const
    await connect(here, atDefault, { slug: 'groups', settings: wanting })
    await walk('groups')
    await told({
      cause: 'groups_claim_not_defined',
      expected: /groups/,
      where: 'okta',
      menu: 'Add Claim',
      paste: 'groups',
    })

    const tile = await addApplication(server, {
      settings: {
        ...settings,
        grantTypes: ['authorization_code', 'implicit'],
        implicit: { idToken: true, accessToken: false },
        loginMode: 'OKTA',
        loginScopes: ['openid'],
        initiateLoginUri: `${here.url}/sso/openid/initiate`,
      },
    })
    const page = await browser.get(`${server.url}/home/oidc_client/${tile.id}/${tile.linkId}`)
    await browser.submit(page)
    await told({ cause: 'simplified_tile' })
  })
})

test('a custom server whose last access policy was taken away', async () => {
  const strict = await flowServer({ name: 'Strict' })
  await addPerson(strict, 'ada@acme.test')
  const servers = strict.db.selectFrom('authorization_server').selectAll()
  const row = await servers.where('slug', '=', 'default').executeTakeFirstOrThrow()
  const settings = JSON.stringify({ ...JSON.parse(row.settings), accessPolicies: [] })
  const update = strict.db.updateTable('authorization_server').set({ settings })
  await update.where('id', '=', row.id).execute()

  const client = await addApplication(strict, { settings: CODE })
  const ada = await signedInBrowser(strict, 'ada@acme.test')
  await open(ada, authorizeUrl(strict, client, {}, 'default'))
  await assertExplained(strict, [await newestFailure(strict, 0)], {
    cause: 'access_policy',
    expected: /access policy/,
    received: /authorization_code/,
    where: 'here',
    link: /^\/console\/authorization-servers$/,
  })
})
