import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { digest } from '../src/base/token.ts'
import { type Connection, DEFAULT_CONNECTION_SETTINGS } from '../src/core/connections/connection.ts'
import { updateConnection } from '../src/core/connections/connection-store.ts'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import { findUser } from '../src/core/users/user-store.ts'
import { signedInAs } from './support/admin-client.ts'
import { addConnection, otherOrganization } from './support/admin-world.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { connect } from './support/login-server.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'
import { patchOf, provisionerOf, type ScimClient, scimClient } from './support/scim-client.ts'

const SYSTEM = { kind: 'system' } as const

describe('a provisioning token', () => {
  let server: RunningServer
  let provider: MisbehavingProvider
  let okta: Connection
  let scim: ScimClient
  let count = 0
  before(async () => {
    const [sqlite] = engines
    if (!sqlite) throw new Error('there is no engine to test on')
    server = await startServer(await sqlite.fresh())
    provider = await startMisbehavingProvider()
    okta = await connect(server, provider, { settings: { trustedDomains: ['trusted.test'] } })
    scim = await provisionerOf(server, okta)
  })
  after(async () => {
    await server.close()
    await provider.close()
  })

  const told = (more: object = {}) => {
    count += 1
    return { userName: `p${count}@acme.test`, externalId: `sub-${count}`, active: true, ...more }
  }
  const make = async (more: object = {}) => {
    const { status, body } = await scim.call('POST', '/Users', told(more))
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const set = (id: string, path: string, value: unknown) =>
    scim.call('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path, value }))
  const statusOf = async (id: string) => (await findUser(server.db, id))?.status
  const userOf = async (id: string) => {
    const user = await findUser(server.db, id)
    assert.ok(user)
    return user
  }

  test('is the only thing that lets in, and ends with its connection, its time and its organization', async () => {
    const path = '/Users?count=1'
    assert.equal((await scim.call('GET', path)).status, 200)
    const owner = await signedInAs(server, 'owner')
    const other = await otherOrganization(server)
    const theirs = await provisionerOf(other, await addConnection(other, 'theirs'))
    const off = await addConnection(server, 'off', { enabled: false })
    const disabled = await provisionerOf(server, off)
    const { token } = await provisionerOf(server, okta)
    const expired = scimClient(server, token)
    await server.db
      .updateTable('provisioning_token')
      .set({ expires_at: 1 })
      .where('digest', '=', digest(token))
      .execute()
    for (const [name, client, headers] of [
      ['nothing', scim, { authorization: '' }],
      ['a session', scim, { authorization: '', cookie: owner.cookie }],
      ['a password', scim, { authorization: 'Basic b3duZXI6cHc=' }],
      ['a token of another organization', scimClient(server, theirs.token), {}],
      ['a token of a disabled connection', disabled, {}],
      ['an expired token', expired, {}],
      ['a made-up token', scimClient(server, `lkp_${'a'.repeat(43)}`), {}],
    ] as const) {
      for (const [method, at] of [
        ['GET', path],
        ['POST', '/Users'],
        ['GET', '/Schemas'],
      ] as const) {
        const body = method === 'POST' ? told() : undefined
        const answer = await client.call(method, at, body, headers)
        assert.equal(answer.status, 401, `${name}: ${method} ${at}`)
      }
    }
    const api = await fetch(`${server.url}/api/v1/users`, {
      headers: { authorization: `Bearer ${scim.token}` },
    })
    assert.equal(api.status, 401, 'and it is nothing to the admin API')
  })

  test('takes over nobody who is here already, unless the connection is trusted for the address', async () => {
    const ada = await addPerson(server, 'ada@acme.test')
    const grace = await addPerson(server, 'grace@trusted.test')
    const before = await server.db.selectFrom('user').selectAll().orderBy('id').execute()
    for (const attempt of [
      told({ userName: 'ada@acme.test' }),
      told({ userName: 'somebody', emails: [{ value: 'ADA@acme.test' }] }),
      told({ userName: 'grace@trusted.test', emails: [{ value: 'mine@trusted.test' }] }),
    ]) {
      const { status, body } = await scim.call('POST', '/Users', attempt)
      assert.deepEqual([status, body.scimType], [409, 'uniqueness'])
      assert.match(body.detail, /not handed over/)
    }
    assert.deepEqual(await server.db.selectFrom('user').selectAll().orderBy('id').execute(), before)
    for (const [method, id] of [
      ['GET', ada.id],
      ['DELETE', ada.id],
      ['DELETE', grace.id],
    ] as const) {
      assert.equal((await scim.call(method, `/Users/${id}`)).status, 404)
    }
    const adopted = await make({ userName: 'grace@trusted.test', displayName: 'Grace' })
    assert.equal(adopted.id, grace.id)
    assert.equal((await userOf(grace.id)).passwordHash, grace.passwordHash)
  })

  test('makes nobody more than a member, and of somebody with a role says only that they left', async () => {
    const owner = await addPerson(server, 'owner@trusted.test', { role: 'owner' })
    const taken = await scim.call('POST', '/Users', told({ userName: owner.login }))
    assert.equal(taken.status, 409)
    const { id } = await make({ roles: [{ value: 'owner' }], role: 'owner', manualRole: 'owner' })
    assert.equal((await userOf(id)).role, 'member')

    await server.db.updateTable('user').set({ role: 'admin' }).where('id', '=', id).execute()
    for (const [path, value] of [
      ['userName', 'mine@acme.test'],
      ['emails[type eq "work"].value', 'mine@acme.test'],
      ['externalId', 'mine'],
      ['displayName', 'Mine'],
    ] as const) {
      assert.equal((await set(id, path, value)).status, 403, path)
    }
    assert.equal((await set(id, 'active', false)).status, 200)
    assert.equal(await statusOf(id), 'deactivated')
    assert.equal((await set(id, 'active', true)).status, 403)
  })

  test('of somebody with a role says that they left, whatever it says beside that', async () => {
    const { id } = await make({ userName: 'late@trusted.test', displayName: 'Late' })
    await server.db
      .updateTable('user')
      .set({ role: 'admin', email_verified: 0 })
      .where('id', '=', id)
      .execute()
    const left = told({ userName: 'mine', displayName: 'Mine', active: false })
    assert.equal((await scim.call('PUT', `/Users/${id}`, left)).status, 200)
    const { status, login, profile } = await userOf(id)
    assert.deepEqual([status, login, profile.name], ['deactivated', 'late@trusted.test', 'Late'])
  })

  test('leaves the last owner in', async () => {
    const { id } = await make()
    const roles = server.db.updateTable('user')
    await roles.set({ role: 'member' }).where('role', '=', 'owner').execute()
    await roles.set({ role: 'owner' }).where('id', '=', id).execute()
    assert.equal((await set(id, 'active', false)).status, 409)
    assert.equal((await scim.call('DELETE', `/Users/${id}`)).status, 409)
    assert.equal(await statusOf(id), 'active')
  })

  test('gives nobody a name by which somebody else is found', async () => {
    const boss = await addPerson(server, 'boss', { email: 'boss@acme.test' })
    const login = { userName: 'Boss@acme.test', emails: [{ value: 'eve@acme.test' }] }
    assert.equal((await scim.call('POST', '/Users', told(login))).status, 409)
    const { id } = await make()
    const other = await addPerson(server, 'other@acme.test', { email: 'elsewhere@acme.test' })
    for (const [path, value] of [
      ['userName', boss.email],
      ['emails[type eq "work"].value', other.login],
    ] as const) {
      const { status, body } = await set(id, path, value)
      assert.deepEqual([status, body.scimType], [409, 'uniqueness'], path)
    }
    provider.signInAs({ sub: 'eve', preferred_username: boss.email, email: 'eve@acme.test' })
    const page = await createBrowser().get(`${server.url}/login/okta`)
    assert.equal(page.status, 403, 'nor does a sign-in')
  })

  test('reaches nobody whom another connection tells of, and no group that was not made by its own', async () => {
    const other = await provisionerOf(server, await addConnection(server, 'other'))
    const [mine, theirs] = [await make(), (await other.call('POST', '/Users', told())).body]
    const name = 'Their group'
    const group = (await other.call('POST', '/Groups', { displayName: name })).body
    for (const [method, path, body] of [
      ['GET', `/Users/${theirs.id}`],
      ['PUT', `/Users/${theirs.id}`, told()],
      ['DELETE', `/Users/${theirs.id}`],
      ['GET', `/Groups/${group.id}`],
      ['PATCH', `/Groups/${group.id}`, patchOf({ op: 'add', path: 'members', value: [mine.id] })],
      ['DELETE', `/Groups/${group.id}`],
    ] as const) {
      assert.equal((await scim.call(method, path, body)).status, 404, `${method} ${path}`)
    }
    const found = async (path: string) => (await scim.call('GET', path)).body.totalResults
    assert.equal(await found(`/Users?filter=id%20eq%20%22${theirs.id}%22`), 0)
    assert.equal(await found(`/Groups?filter=displayName%20eq%20%22Their%20group%22`), 0)
    const members = [{ value: theirs.id }]
    const stolen = await scim.call('POST', '/Groups', { displayName: 'Mine', members })
    assert.equal(stolen.status, 400)
    assert.equal((await scim.call('POST', '/Groups', { displayName: name })).status, 409)
  })

  test('lets nobody in again whom an administrator shut out', async () => {
    const { id } = await make()
    const decide = async (status: 'suspended' | 'active' | 'deactivated') =>
      setUserStatus(server.db, { user: await userOf(id), status, actor: SYSTEM }, Date.now() + 1)
    await set(id, 'active', false)
    assert.equal((await set(id, 'active', true)).body.active, true)
    await decide('suspended')
    assert.equal((await set(id, 'active', true)).body.active, false)
    await set(id, 'active', false)
    assert.equal((await set(id, 'active', true)).body.active, false)
    assert.equal(await statusOf(id), 'deactivated')
    await decide('active')
    await decide('deactivated')
    assert.equal((await set(id, 'active', true)).body.active, false)
  })

  test('ends every session of somebody whom it deactivates', async () => {
    const { id } = await make()
    const { cookie } = await signedInAs(server, 'member', await userOf(id))
    const home = async () =>
      (await fetch(`${server.url}/`, { headers: { cookie }, redirect: 'manual' })).text()
    assert.match(await home(), /Sign out/)
    await set(id, 'active', 'False')
    assert.doesNotMatch(await home(), /Sign out/)
  })

  test('ties nobody by its word alone: the provider has to say the same subject and login', async () => {
    const { id, externalId, userName } = await make()
    const signIn = () => createBrowser().get(`${server.url}/login/okta?return_to=/account`)
    for (const claims of [
      { sub: 'another', email: userName, email_verified: true },
      { sub: 'another', preferred_username: userName },
    ]) {
      provider.signInAs(claims)
      assert.equal((await signIn()).status, 403)
    }
    provider.signInAs({ sub: externalId, email: userName, name: 'Ada' })
    assert.equal((await signIn()).status, 200)
    const [tie, ...others] = await server.db
      .selectFrom('identity')
      .select(['user_id', 'subject'])
      .where('connection_id', '=', okta.id)
      .execute()
    assert.deepEqual([{ ...tie }, others], [{ user_id: id, subject: externalId }, []])
    // Once somebody is tied, another externalId moves no tie.
    await set(id, 'externalId', 'mallory')
    provider.signInAs({ sub: 'mallory', email: userName })
    assert.equal((await signIn()).status, 403)
  })

  test('does not lie in wait for whom a trusted connection will bring', async () => {
    const trusted = await connect(server, provider, {
      slug: 'trusted',
      settings: { trustedDomains: ['victim.test'], callback: 'own' },
    })
    await make({ userName: 'eve@victim.test' })
    provider.signInAs({ sub: 'eve', email: 'eve@victim.test', email_verified: true })
    const page = await createBrowser().get(`${server.url}/login/trusted`)
    assert.equal(page.status, 403)
    assert.ok(trusted)
  })

  test('is gone with the connection, and the people stay', async () => {
    const gone = await addConnection(server, 'gone', { settings: DEFAULT_CONNECTION_SETTINGS })
    const client = await provisionerOf(server, gone)
    const { body } = await client.call('POST', '/Users', told())
    await updateConnection(server.db, { ...gone, enabled: false })
    assert.equal((await client.call('GET', '/Users')).status, 401)
    await updateConnection(server.db, gone)
    const owner = await signedInAs(server, 'owner')
    assert.equal((await owner.call('DELETE', `/connections/${gone.id}`)).status, 204)
    assert.equal((await client.call('GET', '/Users')).status, 401)
    assert.equal(await statusOf(body.id), 'active', 'the people stay')
    const left = await server.db
      .selectFrom('provisioned_user')
      .select('user_id')
      .where('connection_id', '=', gone.id)
      .execute()
    assert.deepEqual(left, [])
  })
})
