import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { before, describe, test } from 'node:test'
import fc from 'fast-check'
import * as oidc from 'openid-client'
import { exportState } from '../src/apply/export-state.ts'
import { SECOND } from '../src/base/clock.ts'
import { SCOPES, type Scope } from '../src/core/api-tokens/api-token.ts'
import { makeApiToken } from '../src/core/api-tokens/make-api-token.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { listOrganizations } from '../src/core/organizations/organization-store.ts'
import { PERMISSIONS } from '../src/core/roles/permission.ts'
import type { Role } from '../src/core/users/user.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { otherOrganization } from './support/admin-world.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import {
  authorizeUrl,
  CALLBACK,
  flowServer,
  isCallback,
  issuerOf,
  type JsonAnswer,
  post,
  readJson,
  signIn,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

const RSA_KEY = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({
  format: 'jwk',
})
const EXPENSES = { client_name: 'Expenses', redirect_uris: [CALLBACK] }
const BOTH: readonly Scope[] = ['applications.read', 'applications.write']

const strange = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }))
const some = (...values: readonly unknown[]) =>
  fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: strange })
const list = (...values: readonly unknown[]) =>
  fc.array(some(...values), { minLength: 1, maxLength: 3 })
const address = some('https://app.example/a', 'http://localhost:9/b?c', 'https://[::1]/%2f', null)
const redirects = list(CALLBACK, 'https://app.example/a', 'http://127.0.0.1/', 'https://x.example')
const HYBRID = ['authorization_code', 'implicit', 'refresh_token']

/** What metadata may say, with a grain of what it may not. */
const anyMetadata = fc
  .tuple(
    fc.constantFrom(
      {},
      { grant_types: ['client_credentials'] },
      { grant_types: HYBRID, response_types: ['code', 'id_token token'] },
      { application_type: 'browser', grant_types: ['implicit'], response_types: ['id_token'] },
      { application_type: 'native', token_endpoint_auth_method: 'client_secret_post' },
      { token_endpoint_auth_method: 'none' },
      { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://app.example/keys' },
    ),
    fc.record(
      {
        client_name: some('Expenses', 'Ausgaben ✓'),
        redirect_uris: redirects,
        post_logout_redirect_uris: redirects,
        response_types: some(['code'], null),
        jwks: some({ keys: [RSA_KEY] }, null),
        logo_uri: address,
        initiate_login_uri: address,
        backchannel_logout_uri: address,
        frontchannel_logout_uri: address,
        frontchannel_logout_session_required: some(true, false),
        dpop_bound_access_tokens: some(true, false),
        consent_method: some('TRUSTED', 'REQUIRED'),
        ['__proto__']: some({ client_name: 'x' }),
      },
      { requiredKeys: ['client_name', 'redirect_uris'] },
    ),
  )
  .map(([kind, rest]) => ({ ...rest, ...kind }))

type Call = Readonly<{
  method?: string
  path?: string
  token?: string
  body?: unknown
  headers?: Record<string, string>
}>

for (const engine of engines) {
  describe(`dynamic client registration on ${engine.name}`, () => {
    const clock = movableClock()
    let server: RunningServer
    let owner: AdminClient
    let token: string

    before(async () => {
      server = await flowServer({ db: await engine.fresh(), now: clock })
      owner = await signedInAs(server, 'owner')
      await addPerson(server, 'ada@acme.test')
      token = await tokenOf('owner', BOTH, server)
    })

    let makers = 0
    async function tokenOf(role: Role, scopes: readonly Scope[], of: RunningServer) {
      makers += 1
      const user = await addPerson(of, `maker-${makers}@acme.test`, { role })
      const wanted = { name: 'ci', scopes, expiresInDays: 1 }
      const deps = { db: of.db, now: clock }
      return (await makeApiToken(deps, { user, permissions: PERMISSIONS }, wanted)).value
    }

    async function call({ method = 'GET', path = '', body, headers, ...by }: Call) {
      const answer = await fetch(`${server.url}/oauth2/v1/clients${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: {
          authorization: `Bearer ${by.token ?? token}`,
          connection: 'close',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
      })
      return readJson(answer)
    }
    const register = (body: unknown, more: Call = {}) => call({ method: 'POST', body, ...more })
    async function registered(more: object = {}): Promise<JsonAnswer['body']> {
      const { status, body, text } = await register({ ...EXPENSES, ...more })
      assert.equal(status, 201, text)
      return body
    }
    const assigned = async (clientId: unknown) => {
      const path = `/applications/${clientId}/assignments`
      const { etag } = await owner.get(path)
      const everyone = { everyone: true, groups: [], users: [] }
      assert.equal((await owner.call('PUT', path, everyone, { version: etag })).status, 200)
    }
    const isRefused = (answer: JsonAnswer, expected: [number, string], says?: RegExp) => {
      const { status, body, text } = answer
      assert.deepEqual([status, body.error], expected, text)
      assert.match(body.error_description ?? '', says ?? /\w/)
    }
    /** Of one moment they have no order, but the first of an application is its creation. */
    const eventsOf = async (id: unknown) => {
      const events = await listEvents(server.db, server.organization.id, { target: String(id) })
      return events.map(({ type }) => type).toReversed()
    }
    const secretWorks = async (clientId: unknown, clientSecret: unknown) => {
      const client = { clientId: String(clientId), clientSecret: String(clientSecret) }
      return (await post(server, 'introspect', { token: 'x' }, { client })).status === 200
    }

    for (const name of ['org', 'default'] as const) {
      test(`openid-client registers at ${name}, and somebody signs in to what it made`, async () => {
        const config = await oidc.dynamicClientRegistration(
          new URL(issuerOf(server, name)),
          { ...EXPENSES, token_endpoint_auth_method: 'client_secret_post' },
          undefined,
          {
            initialAccessToken: token,
            execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
          },
        )
        const { client_id } = config.clientMetadata()
        await assigned(client_id)
        const expectedNonce = oidc.randomNonce()
        const asked = { redirect_uri: CALLBACK, scope: 'openid email', nonce: expectedNonce }
        const { href } = oidc.buildAuthorizationUrl(config, asked)
        const browser = createBrowser()
        const screen = await browser.get(href, { until: isCallback })
        const consent = await signIn(browser, screen, 'ada@acme.test')
        assert.match(consent.text, /Expenses/)
        const back = await browser.submit(consent, { decision: 'allow' }, { until: isCallback })
        const tokens = await oidc.authorizationCodeGrant(config, new URL(back.next ?? ''), {
          expectedNonce,
        })
        assert.equal(tokens.claims()?.email, 'ada@acme.test')
      })
    }

    test('what is left out has the standard’s values, and nobody is assigned', async () => {
      const { client_id, client_secret, client_id_issued_at, ...rest } = await registered()
      assert.match(String(client_secret), /^[\w-]{43}$/)
      assert.ok(Math.abs(Number(client_id_issued_at) - Date.now() / 1_000) < 60)
      assert.deepEqual(rest, {
        client_secret_expires_at: 0,
        client_name: 'Expenses',
        application_type: 'web',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        redirect_uris: [CALLBACK],
        post_logout_redirect_uris: [],
        backchannel_logout_session_required: true,
        frontchannel_logout_session_required: true,
        dpop_bound_access_tokens: false,
        consent_method: 'REQUIRED',
      })
      const { body } = await owner.get(`/applications/${client_id}/assignments`)
      assert.deepEqual(body, { everyone: false, groups: [], users: [] })
      assert.deepEqual(await eventsOf(client_id), ['application.lifecycle.create'])
    })

    test('everything that metadata can say is kept, read back, and in the export', async () => {
      const said = {
        client_name: 'Said in full',
        application_type: 'browser',
        grant_types: ['authorization_code', 'implicit', 'refresh_token'],
        response_types: ['code', 'id_token', 'code id_token'],
        token_endpoint_auth_method: 'none',
        redirect_uris: [CALLBACK, 'https://app.example/callback'],
        post_logout_redirect_uris: ['https://app.example/'],
        jwks_uri: 'https://app.example/keys',
        logo_uri: 'https://app.example/logo.png',
        initiate_login_uri: 'https://app.example/login',
        backchannel_logout_uri: 'https://app.example/back',
        backchannel_logout_session_required: false,
        frontchannel_logout_uri: 'https://app.example/front',
        frontchannel_logout_session_required: false,
        dpop_bound_access_tokens: true,
        consent_method: 'TRUSTED',
      }
      const unknown = { contacts: ['a@b.example'], software_id: 'x', 'client_name#de': 'Spesen' }
      const { client_id, client_id_issued_at, ...kept } = await registered({ ...said, ...unknown })
      assert.deepEqual(kept, said)
      const read = await call({ path: `/${client_id}` })
      assert.deepEqual(read.body, { client_id, client_id_issued_at, ...said })
      const { body } = await owner.get(`/applications/${client_id}`)
      assert.deepEqual([body.label, body.settings.pkceRequired], ['Said in full', true])
      const state = await exportState(server, await listOrganizations(server.db))
      assert.match(state, /label: Said in full/)
      assert.match(state, /https:\/\/app\.example\/back/)
    })

    test('a program without people needs no type of its own, and gets tokens', async () => {
      const asked = { client_name: 'Robot', grant_types: ['client_credentials'] }
      const { status, body } = await register(asked, {
        headers: { authorization: `SSWS ${token}` },
      })
      assert.deepEqual([status, body.application_type, body.response_types], [201, 'service', []])
      const client = { clientId: String(body.client_id), clientSecret: String(body.client_secret) }
      const granted = await post(server, 'token', { grant_type: 'client_credentials' }, { client })
      assert.equal(granted.status, 200, granted.text)
    })

    describe('who may', () => {
      const id = async () => String((await registered()).client_id)

      test('nobody without a good token, whatever cookie comes along', async () => {
        const before = (await call({})).body.length
        for (const authorization of ['', 'Bearer nonsense', `Basic ${token}`, 'SSWS', 'SSWS ']) {
          const headers = { authorization, cookie: owner.cookie, origin: server.url }
          const refused = await register(EXPENSES, { headers })
          isRefused(refused, [401, 'invalid_token'])
          assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer /)
          assert.equal(refused.headers.get('access-control-allow-origin'), null)
        }
        assert.equal((await call({})).body.length, before)
      })

      test('nobody with a token of another organization, and nothing of another one is found', async () => {
        const other = await otherOrganization(server)
        const theirs = await tokenOf('owner', BOTH, other)
        isRefused(await register(EXPENSES, { token: theirs }), [401, 'invalid_token'])
        const application = await addApplication(other, { label: 'Globex only' })
        const path = `/${application.clientId}`
        for (const one of [
          { path },
          { path, method: 'PUT', body: EXPENSES },
          { path, method: 'DELETE' },
          { path: `${path}/lifecycle/newSecret`, method: 'POST' },
        ]) {
          isRefused(await call(one), [401, 'invalid_client'])
        }
        assert.equal((await call({ path: '?q=Globex' })).text, '[]')
      })

      test('no token without the scope, and none whose maker lacks the permission', async () => {
        const path = `/${await id()}`
        const changes = [
          { method: 'POST', body: EXPENSES },
          { path, method: 'PUT', body: EXPENSES },
          { path, method: 'DELETE' },
          { path: `${path}/lifecycle/newSecret`, method: 'POST' },
        ]
        const auditor = await tokenOf('auditor', SCOPES, server)
        const reading = await tokenOf('admin', ['applications.read'], server)
        const writing = await tokenOf('admin', ['applications.write'], server)
        const unrelated = await tokenOf('owner', ['people.write'], server)
        const member = await tokenOf('member', SCOPES, server)
        for (const by of [auditor, reading, unrelated, member]) {
          for (const change of changes) {
            const refused = await call({ ...change, token: by })
            isRefused(refused, [403, 'insufficient_scope'], /applications\.write/)
          }
        }
        for (const by of [auditor, reading]) {
          assert.equal((await call({ path, token: by })).status, 200)
        }
        for (const by of [writing, unrelated, member]) {
          isRefused(await call({ token: by }), [403, 'insufficient_scope'], /applications\.read/)
        }
        assert.equal((await register(EXPENSES, { token: writing })).status, 201)
      })
    })

    const INVALID = 'invalid_client_metadata'
    const FAULTS: Record<string, [object, string, RegExp]> = {
      'no name': [{ client_name: undefined }, INVALID, /^client_name: Give the name/],
      'an empty name': [{ client_name: ' ' }, INVALID, /^client_name: /],
      'a long name': [{ client_name: 'x'.repeat(201) }, INVALID, /^client_name: /],
      'no redirect': [{ redirect_uris: [] }, 'invalid_redirect_uri', /^redirect_uris: Add/],
      'a fragment': [
        { redirect_uris: [`${CALLBACK}#here`] },
        'invalid_redirect_uri',
        /^redirect_uris\.0: .*fragment/,
      ],
      'no address': [{ redirect_uris: [CALLBACK, 'callback'] }, 'invalid_redirect_uri', /uris\.1/],
      'a redirect that is none': [{ redirect_uris: [7] }, 'invalid_redirect_uri', /uris\.0/],
      'too many redirects': [
        { redirect_uris: Array.from({ length: 201 }, (_, i) => `${CALLBACK}/${i}`) },
        'invalid_redirect_uri',
        /redirect_uris/,
      ],
      'two faults': [
        { redirect_uris: ['x'], logo_uri: 'y' },
        INVALID,
        /redirect_uris\.0: .* logo_uri: /,
      ],
      'an unknown type': [{ application_type: 'tv' }, INVALID, /web, browser, native, service/],
      'an unknown grant': [{ grant_types: ['password'] }, INVALID, /grant_types\.0: .*implicit/],
      'a grant too few': [
        { application_type: 'native', grant_types: ['refresh_token'] },
        INVALID,
        /grant_types: .*authorization_code/,
      ],
      'an unknown method': [{ token_endpoint_auth_method: 'tls_client_auth' }, INVALID, /basic/],
      'an unknown response': [{ response_types: ['none'] }, INVALID, /response_types\.0/],
      'a response without its grant': [
        { response_types: ['code', 'id_token'] },
        INVALID,
        /implicit/,
      ],
      'a grant without its response': [{ response_types: [] }, INVALID, /response type code/],
      'implicit for nothing': [
        { grant_types: ['authorization_code', 'implicit'] },
        INVALID,
        /^response_types: Implicit/,
      ],
      'token alone': [
        { application_type: 'browser', grant_types: ['implicit'], response_types: ['token'] },
        INVALID,
        /add id_token/,
      ],
      'keys too few': [{ token_endpoint_auth_method: 'private_key_jwt' }, INVALID, /^jwks: /],
      'a private key': [
        { jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AA', d: 'AA' }] } },
        INVALID,
        /^jwks\.keys\.0: .*private key/,
      ],
      'an id of one’s own': [{ client_id: 'expenses' }, INVALID, /^client_id: /],
      'a secret of one’s own': [{ client_secret: 'x'.repeat(40) }, INVALID, /^client_secret: /],
      'pairwise subjects': [{ subject_type: 'pairwise' }, INVALID, /Only public/],
      'DPoP with tokens in the address': [
        {
          ...{ dpop_bound_access_tokens: true, redirect_uris: [CALLBACK] },
          grant_types: ['authorization_code', 'implicit'],
          response_types: ['code', 'id_token token'],
        },
        INVALID,
        /^dpop_bound_access_tokens: /,
      ],
      'encrypted ID tokens': [{ id_token_encrypted_response_alg: 'RSA-OAEP' }, INVALID, /leave/],
      'another signature': [{ id_token_signed_response_alg: 'none' }, INVALID, /RS256/],
      'logout in the clear': [
        { backchannel_logout_uri: 'http://app.example/' },
        INVALID,
        /^backchannel_logout_uri: /,
      ],
    }
    for (const [name, [more, error, says]] of Object.entries(FAULTS)) {
      test(`is refused with what to do: ${name}`, async () => {
        isRefused(await register({ ...EXPENSES, ...more }), [400, error], says)
      })
    }

    test('whatever metadata says, it is refused, or read back, said again and used', async () => {
      let taken = 0
      const send = async (body: unknown) => {
        const { status, body: told, text } = await register(body)
        if (status !== 201) {
          assert.equal(status, 400, text)
          assert.match(String(told.error), /^invalid_(client_metadata|redirect_uri)$/)
          return
        }
        taken += 1
        const { client_secret: _, ...kept } = told
        const path = `/${kept.client_id}`
        assert.deepEqual((await call({ path })).body, kept)
        assert.deepEqual((await call({ method: 'PUT', path, body: kept })).body, kept)
        const url = authorizeUrl(server, { clientId: String(kept.client_id) })
        const { status: opened } = await fetch(url, { redirect: 'manual' })
        assert.ok(opened < 500, `${opened} for ${text}`)
      }
      await fc.assert(fc.asyncProperty(anyMetadata, send), {
        numRuns: 300,
        interruptAfterTimeLimit: 3_000,
        endOnFailure: true,
      })
      assert.ok(taken > 0)
    })

    test('is refused as a body that is none, too large or of another kind', async () => {
      isRefused(await register([]), [400, INVALID])
      isRefused(await register({ ...EXPENSES, client_name: '\0' }), [400, INVALID])
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      isRefused(await register(EXPENSES, { headers: form }), [415, 'unsupported_media'])
      const large = { ...EXPENSES, padding: 'x'.repeat(1024 * 1024) }
      isRefused(await register(large), [413, 'too_large'])
      const other = await call({ method: 'PATCH', body: EXPENSES })
      isRefused(other, [405, 'invalid_request'])
      assert.equal(other.headers.get('allow'), 'GET, POST')
      isRefused(await call({ path: '/%00' }), [400, INVALID])
      isRefused(await call({ path: '/nobody/secrets' }), [404, 'invalid_request'])
    })

    test('finds an application by a client id that somebody chose', async () => {
      const { clientId } = await addApplication(server, { clientId: 'acme/expenses?+%41' })
      const { body } = await call({ path: `/${encodeURIComponent(clientId)}` })
      assert.equal(body.client_id, clientId)
    })

    test('is for `org` alone', async () => {
      const headers = { authorization: `Bearer ${token}` }
      const custom = await fetch(`${server.url}/oauth2/default/v1/clients`, { headers })
      assert.equal(custom.status, 404)
    })

    test('lists by pages that lead on, and by name, without a secret', async () => {
      const names = ['Page one', 'Page two', 'Page three']
      const made: unknown[] = []
      for (const client_name of names) made.push((await registered({ client_name })).client_id)
      const seen: unknown[] = []
      let next: string | undefined = `${server.url}/oauth2/v1/clients?q=page&limit=2`
      for (let pages = 0; next && pages < 5; pages += 1) {
        const page = await readJson(
          await fetch(next, { headers: { authorization: `SSWS ${token}` } }),
        )
        assert.doesNotMatch(page.text, /client_secret"/)
        seen.push(...(page.body as unknown as { client_id: string }[]).map((one) => one.client_id))
        next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
      }
      assert.deepEqual(seen, made)
      const long = await call({ path: `?q=${'_'.repeat(30_000)}` })
      isRefused(long, [400, 'invalid_request'], /200 characters/)
      for (const limit of ['0', '201', 'x', '']) {
        isRefused(await call({ path: `?limit=${limit}` }), [400, 'invalid_request'], /1 to 200/)
      }
    })

    test('replaces all that metadata has words for, and leaves the rest', async () => {
      const before = { ...EXPENSES, logo_uri: 'https://app.example/logo.png' }
      const { client_id, client_secret } = await registered(before)
      const path = `/${client_id}`
      const groupsClaim = { filter: 'EQUALS', value: 'finance' }
      const { etag: version } = await owner.get(`/applications${path}`)
      await owner.call('PATCH', `/applications${path}`, { settings: { groupsClaim } }, { version })
      const body = {
        ...{ client_id, client_secret, client_name: 'Renamed', consent_method: 'TRUSTED' },
        redirect_uris: ['https://app.example/callback'],
        initiate_login_uri: null,
      }
      const changed = await call({ method: 'PUT', path, body })
      assert.equal(changed.status, 200, changed.text)
      assert.deepEqual((await call({ path })).body, changed.body)
      assert.equal(changed.body.client_secret, undefined)
      const { label, settings } = (await owner.get(`/applications${path}`)).body
      assert.deepEqual(
        [label, settings.redirectUris, settings.logoUri, settings.consent, settings.groupsClaim],
        ['Renamed', body.redirect_uris, null, 'TRUSTED', groupsClaim],
      )
      assert.ok(await secretWorks(client_id, client_secret))
      for (const [member, value] of [
        ['client_id', 'another'],
        ['client_secret', 'another'],
        ['application_type', 'native'],
        ['client_name', undefined],
      ] as const) {
        const refused = await call({ method: 'PUT', path, body: { ...body, [member]: value } })
        isRefused(refused, [400, INVALID], new RegExp(`^${member}: `))
      }
      assert.equal((await eventsOf(client_id)).at(-1), 'application.lifecycle.update')
    })

    test('a new secret is told once, and is the only one from then on', async () => {
      const { client_id, client_secret } = await registered()
      await owner.make(`/applications/${client_id}/secrets`, {})
      const path = `/${client_id}/lifecycle/newSecret`
      const made = await call({ method: 'POST', path, body: {} })
      assert.equal(made.status, 200, made.text)
      assert.notEqual(made.body.client_secret, client_secret)
      assert.equal(made.body.client_secret_expires_at, 0)
      clock.advance(3 * SECOND)
      assert.ok(await secretWorks(client_id, made.body.client_secret))
      assert.equal(await secretWorks(client_id, client_secret), false)
      const { items } = (await owner.get(`/applications/${client_id}/secrets`)).body
      assert.equal(items.length, 1)
      const type = 'application.client_secret'
      const events = (await eventsOf(client_id)).filter((one) => one.startsWith(type)).slice(1)
      const wanted = [`${type}.create`, `${type}.delete`, `${type}.delete`]
      assert.deepEqual(events.toSorted(), wanted)
      const told = JSON.stringify(await listEvents(server.db, server.organization.id))
      assert.equal(told.includes(String(made.body.client_secret)), false)

      const open = await registered({ token_endpoint_auth_method: 'none' })
      assert.equal(open.client_secret, undefined)
      const none = await call({ method: 'POST', path: `/${open.client_id}/lifecycle/newSecret` })
      isRefused(none, [400, INVALID], /^token_endpoint_auth_method: /)

      const body = { ...EXPENSES, token_endpoint_auth_method: 'client_secret_basic' }
      await call({ method: 'PUT', path: `/${open.client_id}`, body })
      const first = await call({ method: 'POST', path: `/${open.client_id}/lifecycle/newSecret` })
      clock.advance(3 * SECOND)
      assert.ok(await secretWorks(open.client_id, first.body.client_secret))
    })

    test('is deleted for good, with its secret', async () => {
      const { client_id, client_secret } = await registered()
      assert.ok(await secretWorks(client_id, client_secret))
      const path = `/${client_id}`
      const gone = await call({ method: 'DELETE', path })
      assert.deepEqual([gone.status, gone.text], [204, ''])
      clock.advance(3 * SECOND)
      assert.equal(await secretWorks(client_id, client_secret), false)
      for (const method of ['GET', 'DELETE']) {
        isRefused(await call({ method, path }), [401, 'invalid_client'])
      }
      assert.equal((await owner.get(`/applications${path}`)).status, 404)
      const types = ['create', 'deactivate', 'delete'].map(
        (what) => `application.lifecycle.${what}`,
      )
      assert.deepEqual((await eventsOf(client_id)).toSorted(), types)
    })
  })
}
