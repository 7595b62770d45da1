import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newId } from '../src/base/ids.ts'
import { findConnection } from '../src/core/connections/connection-store.ts'
import { removeConnection } from '../src/core/connections/manage-connections.ts'
import type { Group } from '../src/core/groups/group.ts'
import { insertGroup } from '../src/core/groups/group-store.ts'
import { addMember, listGroupsOfUser } from '../src/core/groups/membership-store.ts'
import { removeGroup, setMembership } from '../src/core/groups/save-group.ts'
import type { MappingRule } from '../src/core/mapping/mapping-rule.ts'
import { editUser } from '../src/core/users/save-user.ts'
import { findUserByLogin } from '../src/core/users/user-store.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { addPerson, connect, type LoginServer, startLoginServer } from './support/login-server.ts'
import {
  type IndependentProvider,
  type PeerPerson,
  startIndependentProvider,
} from './support/peers/independent-provider.ts'

const CLIENT = { client_id: 'acme', client_secret: 'a-secret-of-the-test' }
const SYSTEM = { kind: 'system' } as const
const BY_OWNER = { id: newId('user'), role: 'owner', through: 'session' } as const

let provider: IndependentProvider
let ada: PeerPerson
before(async () => {
  ada = { login: 'ada', sub: 'ada-0001', email: 'ada@acme.test', preferred_username: 'ada' }
  provider = await startIndependentProvider({ people: [ada] })
})
after(() => provider.close())

/** An organization with a connection to the provider, and Ada to come through it. */
async function acme(
  engine: (typeof engines)[number],
  rules: (groups: Record<string, Group>) => readonly MappingRule[],
  sync: 'full' | 'add' = 'full',
) {
  const server = await startLoginServer({ db: await engine.fresh() })
  const groups: Record<string, Group> = {}
  for (const name of ['Engineering', 'Finance', 'Everyone'])
    groups[name] = await group(server, name)
  const mapping = { sync, rules: rules(groups) }
  const connection = await to(server, 'okta', mapping)
  return { server, connection, group: (name: string) => groups[name] as Group }
}

type Mapping = { sync: 'full' | 'add'; rules: readonly MappingRule[] }

async function to(server: LoginServer, slug: string, mapping: Mapping) {
  const redirect_uris = ['', '/okta', '/entra'].map((end) => `${server.url}/sso/openid${end}`)
  provider.setClient({ ...CLIENT, redirect_uris })
  const peer = {
    issuer: provider.issuer,
    clientId: CLIENT.client_id,
    clientSecret: CLIENT.client_secret,
  }
  const scopes = ['openid', 'email', 'profile', 'groups']
  return connect(server, peer, { slug, settings: { mapping, scopes, callback: 'own' } })
}

async function group(server: LoginServer, name: string): Promise<Group> {
  const at = Date.now()
  const { id: organizationId } = server.organization
  const lifetime = { createdAt: at, updatedAt: at }
  const made: Group = { id: newId('group', at), organizationId, name, description: '', ...lifetime }
  await insertGroup(server.db, made)
  return made
}

async function signIn(server: LoginServer, groups: readonly string[], through = 'okta') {
  ada.groups = groups
  const browser = createBrowser()
  const form = await browser.get(`${server.url}/login/${through}?return_to=/welcome`)
  const page = await browser.submit(form, { login: 'ada' })
  assert.equal(page.text, 'welcome')
  return (await server.traces()).at(-1)?.steps.find(({ name }) => name === 'find_user')?.detail
}

async function person(server: LoginServer) {
  const user = await findUserByLogin(server.db, server.organization.id, 'ada')
  assert.ok(user)
  return user
}

async function groupsOf(server: LoginServer): Promise<string[]> {
  return (await listGroupsOfUser(server.db, (await person(server)).id)).map(({ name }) => name)
}

async function events(server: LoginServer, type: string) {
  return server.db.selectFrom('event').selectAll().where('type', '=', type).execute()
}

for (const engine of engines) {
  describe(`groups by claims on ${engine.name}`, () => {
    test('are joined by value, prefix, pattern and name, and left when the claims stop saying so', async () => {
      const { server } = await acme(engine, ({ Engineering, Finance }) => [
        { match: 'equals', value: 'okta-eng', group: Engineering?.id },
        { match: 'pattern', value: 'fin-(eu|us)', group: Finance?.id },
        { match: 'starts_with', value: 'Every', sameName: true },
      ])
      const told = await signIn(server, ['okta-eng', 'fin-eu', 'everyone', 'Everyone', 'Finance2'])
      assert.deepEqual(await groupsOf(server), ['Engineering', 'Everyone', 'Finance'])
      assert.match(String(told?.groupsBecause), /rule 1 for “okta-eng”; rule 2 for “fin-eu”/)
      assert.equal(told?.joined, 3)

      const later = await signIn(server, ['fin-us', 'fin-asia'])
      assert.deepEqual(await groupsOf(server), ['Finance'])
      assert.equal(later?.left, 2)
      const [left] = await events(server, 'group.user_membership.remove')
      assert.equal(left?.actor_kind, 'connection')
    })

    test('cost nothing while nothing changed, and follow a group that came meanwhile', async () => {
      const { server } = await acme(engine, () => [{ match: 'any', sameName: true }])
      await signIn(server, ['Finance', 'Later'])
      assert.equal((await signIn(server, ['Finance', 'Later']))?.mapping, 'unchanged')
      await group(server, 'Later')
      assert.equal((await signIn(server, ['Finance', 'Later']))?.joined, 1)
      assert.deepEqual(await groupsOf(server), ['Finance', 'Later'])
    })

    test('leave alone what an administrator gave', async () => {
      const { server, group } = await acme(engine, () => [{ match: 'any', sameName: true }])
      await signIn(server, ['Finance', 'Engineering'])
      const { id } = await person(server)
      await addMember(server.db, group('Finance').id, id)
      await addMember(server.db, group('Everyone').id, id)
      await signIn(server, [])
      assert.deepEqual(await groupsOf(server), ['Everyone', 'Finance'])
    })

    test('stay until the last of two connections stops giving them', async () => {
      const { server } = await acme(engine, () => [{ match: 'any', sameName: true }])
      await signIn(server, ['Finance'])
      const mapping = { sync: 'full', rules: [{ match: 'any', sameName: true }] } as const
      const entra = await to(server, 'entra', mapping)
      const { id } = await person(server)
      const { sub: subject } = ada
      await server.db
        .insertInto('identity')
        .values({ connection_id: entra.id, subject, user_id: id, created_at: 1, last_used_at: 1 })
        .execute()
      await signIn(server, ['Finance'], 'entra')
      await signIn(server, [], 'okta')
      assert.deepEqual(await groupsOf(server), ['Finance'])
      await signIn(server, [], 'entra')
      assert.deepEqual(await groupsOf(server), [])
    })

    test('are never left where the connection only adds', async () => {
      const { server } = await acme(engine, () => [{ match: 'any', sameName: true }], 'add')
      await signIn(server, ['Finance'])
      await signIn(server, [])
      assert.deepEqual(await groupsOf(server), ['Finance'])
    })

    test('taken by an administrator come back at the next sign-in that says so', async () => {
      const { server, group } = await acme(engine, () => [{ match: 'any', sameName: true }])
      await signIn(server, ['Finance'])
      const user = await person(server)
      const deps = { db: server.db, now: Date.now }
      const change = { group: group('Finance'), user, actor: SYSTEM }
      await setMembership(deps, change, false)
      assert.deepEqual(await groupsOf(server), [])
      await signIn(server, ['Finance'])
      assert.deepEqual(await groupsOf(server), ['Finance'])
      await setMembership(deps, change, false)
      await signIn(server, [])
      assert.deepEqual(await groupsOf(server), [])
    })

    test('in their thousands are taken up to a bound, and the trace says so', async () => {
      const { server } = await acme(engine, () => [{ match: 'any', sameName: true }])
      const many = Array.from({ length: 1_500 }, (_, i) => `elsewhere-${i}`)
      const told = await signIn(server, ['Finance', ...many, 'Engineering'])
      assert.deepEqual(await groupsOf(server), ['Finance'])
      assert.match(String(told?.claimsIncomplete), /more values than the 1000/)
    })

    test('go with the connection, and a group that a rule gives is not deleted', async () => {
      const { server, connection, group } = await acme(engine, ({ Finance }) => [
        { match: 'equals', value: 'fin', group: Finance?.id, role: 'auditor' },
      ])
      await signIn(server, ['fin'])
      assert.equal((await person(server)).role, 'auditor')
      const deps = { db: server.db, now: Date.now }
      await assert.rejects(removeGroup(deps, group('Finance'), { actor: SYSTEM }), {
        code: 'conflict',
        message: /Okta/,
      })
      const present = await findConnection(server.db, connection.id)
      assert.ok(present)
      const { organization } = server
      await removeConnection(deps, present, { organization, actor: SYSTEM })
      assert.deepEqual(await groupsOf(server), [])
      assert.equal((await person(server)).role, 'member')
    })
  })

  describe(`roles by claims on ${engine.name}`, () => {
    const ADMINS = { match: 'equals', value: 'admins', role: 'admin' } as const
    const OWNERS = { match: 'equals', value: 'owners', role: 'owner', allowOwner: true } as const

    test('come with the value and go with it, with the sessions that were given out to them', async () => {
      const { server } = await acme(engine, () => [ADMINS])
      const told = await signIn(server, ['admins'])
      assert.equal((await person(server)).role, 'admin')
      assert.match(String(told?.role), /admin, by rule 1 for “admins”/)
      const lost = await signIn(server, ['others'])
      assert.equal(lost?.roleTaken, 'admin')
      assert.equal((await person(server)).role, 'member')
      const sessions = await server.db.selectFrom('session').selectAll().execute()
      assert.equal(sessions.length, 1, 'the one of the admin has ended')
    })

    test('fall back to the one given by hand, which stands beside them', async () => {
      const { server } = await acme(engine, () => [ADMINS])
      await signIn(server, ['admins'])
      const deps = { db: server.db, now: Date.now }
      const existing = await person(server)
      const change = { role: 'helpdesk' } as const
      const edited = await editUser(deps, { existing, change, by: BY_OWNER })
      assert.equal(edited.role, 'admin')
      await signIn(server, [])
      const after = await person(server)
      assert.deepEqual([after.role, after.manualRole], ['helpdesk', undefined])
    })

    test('make nobody an owner without the word for it, whatever the database holds', async () => {
      const { server } = await acme(engine, () => [{ ...OWNERS, allowOwner: false }])
      await signIn(server, ['owners'])
      assert.equal((await person(server)).role, 'member')
    })

    test('never take the last owner, and take them once there is another', async () => {
      const { server } = await acme(engine, () => [OWNERS])
      await signIn(server, ['owners'])
      assert.equal((await person(server)).role, 'owner')
      const told = await signIn(server, [])
      assert.match(String(told?.roleKept), /no other active/)
      assert.equal((await person(server)).role, 'owner')
      await addPerson(server, { login: 'second', email: 'second@acme.test', role: 'owner' })
      await signIn(server, [])
      assert.equal((await person(server)).role, 'member')
    })

    test('of the first rule that matches count, and a pattern bomb stops nobody', async () => {
      const { server } = await acme(engine, () => [
        ...Array.from({ length: 30 }, () => ({
          match: 'pattern' as const,
          value: '((a?){40}){5}b',
          sameName: true,
        })),
        { match: 'equals', value: 'contractors', role: 'member' },
        ADMINS,
      ])
      const long = Array.from({ length: 100 }, (_, i) => `${'a'.repeat(190)}${i}`)
      const began = performance.now()
      const told = await signIn(server, ['admins', 'contractors', ...long])
      assert.ok(performance.now() - began < 5_000)
      assert.match(String(told?.claimsIncomplete), /took too long/)
      assert.equal((await person(server)).role, 'member')
    })
  })
}
