import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import * as client from 'openid-client'
import { HOUR, MINUTE, SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/ids.ts'
import { DEVICE_CODE } from '../src/core/applications/application.ts'
import {
  type AccessRule,
  OPEN_POLICY,
  RULE_GRANTS,
} from '../src/core/authorization-servers/access-policy.ts'
import type {
  AuthorizationServer,
  AuthorizationServerSettings,
} from '../src/core/authorization-servers/authorization-server.ts'
import { findAuthorizationServer } from '../src/core/authorization-servers/authorization-server-store.ts'
import type { CustomClaim } from '../src/core/authorization-servers/custom-claim.ts'
import {
  changeAuthorizationServer,
  createAuthorizationServer,
} from '../src/core/authorization-servers/save-authorization-server.ts'
import type { Scope } from '../src/core/authorization-servers/scope.ts'
import { insertGroup } from '../src/core/groups/group-store.ts'
import { addMember } from '../src/core/groups/membership-store.ts'
import { createBrowser } from './support/browser.ts'
import { discoverIssuer, walkToCallback } from './support/code-flow.ts'
import { engines } from './support/databases.ts'
import { type MovableClock, movableClock } from './support/movable-clock.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
  startServer,
} from './support/running-server.ts'

// Custom authorization servers as an application sees them, by openid-client from the discovery
// document alone. Each test has a server of its own: what one changes, no other has read before.

const REDIRECT_URI = 'http://localhost:9/callback'
const SYSTEM = { kind: 'system' } as const

const ORDERS: Scope = {
  name: 'orders:read',
  displayName: 'Read your orders',
  description: 'What you bought and when',
  consent: 'required',
  default: true,
  published: true,
}
const HIDDEN: Scope = { ...ORDERS, name: 'orders:write', default: false, published: false }

const claim = (name: string, value: CustomClaim['value'], more: Partial<CustomClaim> = {}) => ({
  name,
  value,
  token: 'access_token' as const,
  scopes: [],
  active: true,
  ...more,
})
const rule = (more: Partial<AccessRule> = {}): AccessRule => ({
  name: 'Everybody',
  active: true,
  grantTypes: RULE_GRANTS,
  people: 'everyone',
  scopes: 'any',
  ...more,
})
const only = (...rules: AccessRule[]) => [{ ...OPEN_POLICY, rules }]

for (const engine of engines) {
  describe(`scopes, claims and policies on ${engine.name}`, () => {
    let server: RunningServer
    let clock: MovableClock
    let application: Awaited<ReturnType<typeof addApplication>>
    let engineers: string
    let made = 0

    before(async () => {
      clock = movableClock()
      server = await startServer(await engine.fresh(), { now: clock })
      const { db, organization } = server
      const ada = await addPerson(server, 'ada@acme.test', {
        profile: { givenName: 'Ada', zoneinfo: 'Europe/London' },
      })
      await addPerson(server, 'grace@acme.test')
      const at = Date.now()
      const id = newId('group', at)
      engineers = id
      await insertGroup(db, {
        ...{ id, organizationId: organization.id, name: 'team-engineering' },
        ...{ description: '', createdAt: at, updatedAt: at },
      })
      await addMember(db, id, ada.id)
      application = await addApplication(server, {
        settings: {
          redirectUris: [REDIRECT_URI],
          grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_CODE],
          refreshToken: { rotation: 'STATIC', leewaySeconds: 0 },
        },
      })
    })
    after(() => server.close())

    async function custom(given: Partial<AuthorizationServerSettings>) {
      const { organization } = server
      made += 1
      const wanted = { organizationId: organization.id, slug: `api-${made}`, given, actor: SYSTEM }
      return createAuthorizationServer({ ...server, now: Date.now }, wanted)
    }

    const configure = ({ slug }: AuthorizationServer) =>
      discoverIssuer(`${server.url}/oauth2/${slug}`, application)

    async function comeBack(config: client.Configuration, scope: string, login = 'ada@acme.test') {
      const address = client.buildAuthorizationUrl(config, { redirect_uri: REDIRECT_URI, scope })
      return walkToCallback(address, { login, redirectUri: REDIRECT_URI })
    }

    const signIn = async (config: client.Configuration, scope: string, login?: string) =>
      client.authorizationCodeGrant(config, await comeBack(config, scope, login), {})

    /** The error that the application is sent back with. */
    const refusal = async (config: client.Configuration, scope: string, login?: string) =>
      (await comeBack(config, scope, login)).searchParams.get('error')

    const errorOf = (error: string) => (thrown: { error?: string }) => thrown.error === error

    test('a server of before there were policies lets everybody in who is assigned', async () => {
      const { db, organization } = server
      const plain = JSON.stringify({ name: 'default', audience: 'api://default' })
      await db
        .updateTable('authorization_server')
        .set({ settings: plain, updated_at: Date.now() + 1 })
        .where('slug', '=', 'default')
        .execute()
      const row = await findAuthorizationServer(db, organization.id, 'default')
      assert.deepEqual(row?.settings.accessPolicies, [OPEN_POLICY])
      const org = await findAuthorizationServer(db, organization.id, 'org')
      assert.deepEqual(org?.settings.accessPolicies, [])
      const config = await discoverIssuer(`${server.url}/oauth2/default`, application)
      assert.ok((await signIn(config, 'openid')).access_token)
    })

    test('a scope of its own is granted and listed if published; one it has not is refused', async () => {
      const config = await configure(await custom({ scopes: [ORDERS, HIDDEN] }))
      const listed = config.serverMetadata().scopes_supported ?? []
      assert.ok(listed.includes('orders:read') && !listed.includes('orders:write'))
      const tokens = await signIn(config, 'openid orders:read orders:write')
      assert.deepEqual(decodeJwt(tokens.access_token).scp, [
        'openid',
        'orders:read',
        'orders:write',
      ])
      assert.equal(await refusal(config, 'openid moon:land'), 'invalid_scope')
      await assert.rejects(
        client.clientCredentialsGrant(config, { scope: 'moon:land' }),
        errorOf('invalid_scope'),
      )
      await assert.rejects(
        client.initiateDeviceAuthorization(config, { scope: 'moon:land' }),
        errorOf('invalid_scope'),
      )
    })

    test('claims of its own are in the token they are for, under the scopes they are for', async () => {
      const claims: CustomClaim[] = [
        claim('plan', { kind: 'text', text: 'gold' }),
        claim('zone', { kind: 'profile', attribute: 'zoneinfo' }, { scopes: ['orders:read'] }),
        claim('off', { kind: 'text', text: 'x' }, { active: false }),
        claim('teams', { kind: 'groups', filter: 'REGEX', value: 'team-.*' }),
        claim('tier', { kind: 'text', text: 'one' }, { token: 'id_token' }),
        claim(
          'secret',
          { kind: 'text', text: 's' },
          { token: 'id_token', scopes: ['orders:read'] },
        ),
      ]
      const config = await configure(await custom({ scopes: [ORDERS], claims }))
      assert.ok(config.serverMetadata().claims_supported?.includes('tier'))

      const less = await signIn(config, 'openid')
      const access = decodeJwt(less.access_token)
      assert.deepEqual([access.plan, access.zone, access.off], ['gold', undefined, undefined])
      assert.deepEqual(access.teams, ['team-engineering'])
      assert.deepEqual([access.tier, less.claims()?.tier], [undefined, 'one'])
      assert.equal(less.claims()?.secret, undefined)
      assert.equal(less.claims()?.plan, undefined)

      const more = await signIn(config, 'openid orders:read')
      assert.equal(decodeJwt(more.access_token).zone, 'Europe/London')
      assert.equal(more.claims()?.secret, 's')
      const { sub = '' } = more.claims() ?? {}
      const told = await client.fetchUserInfo(config, more.access_token, sub)
      assert.deepEqual([told.tier, told.secret, told.plan], ['one', 's', undefined])
    })

    test('a claim that needs a scope cannot be asked for by name', async () => {
      const value = { kind: 'text', text: 's' } as const
      const hidden = claim('secret', value, { token: 'id_token', scopes: ['orders:read'] })
      const config = await configure(await custom({ scopes: [ORDERS], claims: [hidden] }))
      const address = client.buildAuthorizationUrl(config, {
        redirect_uri: REDIRECT_URI,
        scope: 'openid',
        claims: JSON.stringify({ id_token: { secret: null }, userinfo: { secret: null } }),
      })
      const back = await walkToCallback(address, {
        login: 'ada@acme.test',
        redirectUri: REDIRECT_URI,
      })
      const tokens = await client.authorizationCodeGrant(config, back, {})
      assert.equal(tokens.claims()?.secret, undefined)
    })

    test('a claim asked for by name is no way round a rule about its scope', async () => {
      const narrow = rule({ scopes: ['openid', 'offline_access'] })
      const made = await custom({ accessPolicies: only(rule()) })
      const config = await configure(made)
      const ask = async (...names: string[]) => {
        const asked = Object.fromEntries(names.map((name) => [name, null]))
        const address = client.buildAuthorizationUrl(config, {
          ...{ redirect_uri: REDIRECT_URI, scope: 'openid offline_access' },
          claims: JSON.stringify({ userinfo: asked }),
        })
        return walkToCallback(address, { login: 'ada@acme.test', redirectUri: REDIRECT_URI })
      }
      const { refresh_token = '' } = await client.authorizationCodeGrant(
        config,
        await ask('email'),
        {},
      )
      const change = { existing: made, given: { accessPolicies: only(narrow) }, actor: SYSTEM }
      await changeAuthorizationServer({ ...server, now: clock }, change)
      clock.advance(3 * SECOND)
      assert.equal((await ask('email')).searchParams.get('error'), 'access_denied')
      assert.ok((await ask('auth_time')).searchParams.get('code'))
      const refreshed = client.refreshTokenGrant(config, refresh_token)
      await assert.rejects(refreshed, errorOf('access_denied'))
    })

    test('a rule for a group lets its members in, with the lifetime it gives', async () => {
      const people = { users: [], groups: [engineers] }
      const accessPolicies = only(rule({ people, accessTokenMs: 5 * MINUTE }))
      const config = await configure(await custom({ accessPolicies }))
      assert.equal((await signIn(config, 'openid')).expires_in, 300)
      assert.equal(await refusal(config, 'openid', 'grace@acme.test'), 'access_denied')
    })

    test('of several rules the first that matches decides, by what is asked for', async () => {
      const accessPolicies = only(
        rule({ name: 'Off', active: false, accessTokenMs: 24 * HOUR }),
        rule({ name: 'Orders', scopes: ['openid', 'orders:read'], accessTokenMs: 10 * MINUTE }),
        rule({ name: 'Rest', accessTokenMs: 20 * MINUTE }),
      )
      const config = await configure(await custom({ scopes: [ORDERS], accessPolicies }))
      assert.equal((await signIn(config, 'openid orders:read')).expires_in, 600)
      assert.equal((await signIn(config, 'openid email')).expires_in, 1_200)
    })

    test('the first policy for an application decides, and no later one mends it', async () => {
      const other = newId('application', Date.now())
      const accessPolicies = [
        { name: 'Off', active: false, applications: 'all' as const, rules: [rule()] },
        { name: 'Ours', active: true, applications: [application.id], rules: [] },
        { name: 'All', active: true, applications: 'all' as const, rules: [rule()] },
      ]
      const config = await configure(await custom({ accessPolicies }))
      assert.equal(await refusal(config, 'openid'), 'access_denied')
      const elsewhere = only(rule()).map((one) => ({ ...one, applications: [application.id] }))
      const settings = { accessPolicies: elsewhere.map((one) => ({ ...one, active: false })) }
      const none = await configure(await custom(settings))
      assert.equal(await refusal(none, 'openid'), 'access_denied')
      await assert.rejects(
        custom({ accessPolicies: [{ ...OPEN_POLICY, applications: [other] }] }),
        /Some of those whom the policies name are not here/,
      )
    })

    test('an application for itself has the default scopes, and what its rule allows', async () => {
      const accessPolicies = only(
        rule({ grantTypes: ['client_credentials'], scopes: ['orders:read'] }),
      )
      const config = await configure(await custom({ scopes: [ORDERS, HIDDEN], accessPolicies }))
      const tokens = await client.clientCredentialsGrant(config)
      assert.equal(tokens.scope, 'orders:read')
      assert.deepEqual(decodeJwt(tokens.access_token).scp, ['orders:read'])
      await assert.rejects(
        client.clientCredentialsGrant(config, { scope: 'orders:write' }),
        errorOf('access_denied'),
      )
      assert.equal(await refusal(config, 'openid'), 'access_denied')
    })

    test('a device is refused at the exchange when no rule is for devices', async () => {
      const accessPolicies = only(rule({ grantTypes: ['authorization_code'] }))
      const config = await configure(await custom({ accessPolicies }))
      const device = await client.initiateDeviceAuthorization(config, { scope: 'openid' })
      const browser = createBrowser()
      const address = device.verification_uri_complete ?? ''
      const asked = await browser.submit(await browser.get(address), {
        login: 'ada@acme.test',
        password: PASSWORD,
      })
      await browser.submit(asked, { decision: 'allow' })
      await assert.rejects(
        client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.01 }),
        errorOf('access_denied'),
      )
    })

    test('a refresh goes by the rules of now, and by the lifetimes they give', async () => {
      const short = { refreshTokenMs: HOUR, refreshTokenIdleMs: 10 * MINUTE }
      const made = await custom({ accessPolicies: only(rule(short)) })
      const config = await configure(made)
      const { refresh_token = '' } = await signIn(config, 'openid offline_access')
      const left = async () => {
        const { expires_at } = await server.db
          .selectFrom('artifact')
          .select('expires_at')
          .where('authorization_server_id', '=', made.id)
          .where('model', '=', 'RefreshToken')
          .executeTakeFirstOrThrow()
        return Math.round((Number(expires_at) - clock()) / MINUTE)
      }
      assert.equal(await left(), 10)
      clock.advance(5 * MINUTE)
      assert.equal(await left(), 5)
      assert.ok((await client.refreshTokenGrant(config, refresh_token)).access_token)
      assert.equal(await left(), 10, 'each use gives it its idle time again')

      const deps = { ...server, now: clock }
      const change = { existing: made, given: { accessPolicies: [] }, actor: SYSTEM }
      await changeAuthorizationServer(deps, change)
      clock.advance(5 * SECOND)
      await assert.rejects(
        client.refreshTokenGrant(config, refresh_token),
        errorOf('access_denied'),
      )
    })
  })
}
