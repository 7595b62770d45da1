import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newId } from '../src/base/ids.ts'
import { listEvents } from '../src/core/audit/event-search-store.ts'
import { insertGroup } from '../src/core/groups/group-store.ts'
import { listGroupsOfUser } from '../src/core/groups/membership-store.ts'
import { findUser, findUserByLogin } from '../src/core/users/user-store.ts'
import { createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import {
  addPerson,
  connect,
  countWritten,
  type LoginServer,
  startLoginServer,
} from './support/login-server.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'

const ADA = { sub: 'ada-0001', email: 'ada@acme.test', email_verified: true, name: 'Ada Lovelace' }
const TRUSTED = { settings: { trustedDomains: ['acme.test'] } }

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

async function acme(
  connection: Parameters<typeof connect>[2] = {},
  settings: Parameters<typeof startLoginServer>[0] = {},
) {
  provider.signInAs(ADA)
  const server = await startLoginServer(settings)
  return { server, connection: await connect(server, provider, connection) }
}

const signIn = (server: LoginServer, browser = createBrowser()) =>
  browser.get(`${server.url}/login/okta?return_to=/welcome`)

async function refusedFor(server: LoginServer): Promise<string | undefined> {
  return (await server.traces()).at(-1)?.steps.at(-1)?.failure?.code
}

describe('an account that is here already', () => {
  test('is not taken over by its e-mail address, verified or not', async () => {
    const { server } = await acme()
    await addPerson(server)
    const before = await countWritten(server.db)
    for (const claims of [ADA, { ...ADA, email: 'ADA@Acme.test' }]) {
      provider.signInAs(claims)
      const page = await signIn(server)
      assert.equal(page.status, 403)
      assert.match(page.text, /Your account cannot be used with Okta yet/)
      assert.equal(await refusedFor(server), 'linking_refused')
    }
    assert.deepEqual(await countWritten(server.db), before)
  })

  test('is not taken over by its login', async () => {
    const { server } = await acme(TRUSTED)
    await addPerson(server, { login: 'ada', email: 'ada@elsewhere.test' })
    provider.signInAs({ ...ADA, preferred_username: 'ada' })
    assert.equal((await signIn(server)).status, 403)
    assert.equal(await refusedFor(server), 'linking_refused')
  })

  test('is linked by a connection that is trusted for the domain', async () => {
    const { server } = await acme(TRUSTED)
    const ada = await addPerson(server, { role: 'admin' })
    assert.equal((await signIn(server)).text, 'welcome')
    const [identity] = await server.db.selectFrom('identity').selectAll().execute()
    assert.equal(identity?.user_id, ada.id)
    const linked = await findUser(server.db, ada.id)
    assert.equal(linked?.role, 'admin', 'the role is ours to give')
    const [event] = await listEvents(server.db, ada.organizationId, { type: 'user.identity.link' })
    assert.equal(event?.target?.id, ada.id)
  })

  const untrusted = [
    ['when the provider says that it never checked the address', { ...ADA, email_verified: false }],
    ['for an address of another domain', { ...ADA, email: 'ada@other.test' }],
    ['for a domain that ends alike', { ...ADA, email: 'ada@evil-acme.test' }],
    ['for an address with two readings', { ...ADA, email: 'ada@acme.test@evil.test' }],
  ] as const
  for (const [when, claims] of untrusted) {
    test(`is not linked even by a trusted connection ${when}`, async () => {
      const { server } = await acme(TRUSTED)
      const ada = await addPerson(server, { email: claims.email })
      provider.signInAs(claims)
      await signIn(server)
      const tied = await server.db.selectFrom('identity').selectAll().execute()
      assert.ok(tied.every(({ user_id }) => user_id !== ada.id))
    })
  }

  test('is not linked to a second subject of the same connection', async () => {
    const { server } = await acme(TRUSTED)
    await addPerson(server)
    await signIn(server)
    provider.signInAs({ ...ADA, sub: 'somebody-with-her-address' })
    assert.equal((await signIn(server)).status, 403)
    assert.equal((await countWritten(server.db)).identity, 1)
  })

  test('is not linked when two people share the address', async () => {
    const { server } = await acme(TRUSTED)
    await addPerson(server)
    await addPerson(server, { login: 'ada2' })
    assert.equal((await signIn(server)).status, 403)
  })

  test('is not linked when an untrusted connection made it to lie in wait', async () => {
    const { server } = await acme({ ...TRUSTED })
    const trap = await addPerson(server, { login: 'trap', emailVerified: false })
    await server.db
      .insertInto('identity')
      .values({
        ...{ connection_id: 'con_untrusted', subject: 'mallory', user_id: trap.id },
        ...{ created_at: 1, last_used_at: 1 },
      })
      .execute()
    assert.equal((await signIn(server)).status, 403)
  })
})

describe('a first sign-in', () => {
  test('makes the person, and the next one finds them and what changed', async () => {
    const { server } = await acme(TRUSTED)
    await signIn(server)
    provider.signInAs({ ...ADA, name: 'Ada King', email: 'ada.king@acme.test', role: 'owner' })
    await signIn(server)
    const user = await findUserByLogin(server.db, server.organization.id, 'ada@acme.test')
    assert.equal(user?.profile.name, 'Ada King')
    assert.equal(user?.email, 'ada.king@acme.test')
    assert.equal(user?.role, 'member')
    assert.deepEqual(await countWritten(server.db), { user: 1, identity: 1, session: 2 })
  })

  test('is refused where the organization or the connection makes no accounts', async () => {
    const closed = await acme({}, { settings: { signUp: 'off' } })
    const quiet = await acme({ settings: { signUp: false } })
    for (const { server } of [closed, quiet]) {
      const page = await signIn(server)
      assert.match(page.text, /There is no account for you here/)
      assert.deepEqual(await countWritten(server.db), { user: 0, identity: 0, session: 0 })
    }
  })

  test('needs an e-mail address or a login', async () => {
    const { server } = await acme()
    provider.signInAs({ sub: 'nameless' })
    const page = await signIn(server)
    assert.match(page.text, /Okta sent neither an e-mail address nor a login name/)
    provider.signInAs({ sub: 'named', preferred_username: 'ada' })
    assert.equal((await signIn(server)).text, 'welcome')
  })

  test('joins the groups that exist here, among hundreds that do not or from one text, where so set', async () => {
    const { server } = await acme({
      settings: { mapping: { sync: 'add', rules: [{ match: 'any', sameName: true }] } },
    })
    const at = Date.now()
    for (const name of ['Engineering', 'Finance', 'Admins']) {
      const lifetime = { createdAt: at, updatedAt: at }
      const organizationId = server.organization.id
      const group = { id: newId('group', at), organizationId, name, description: '', ...lifetime }
      await insertGroup(server.db, group)
    }
    const unknown = Array.from({ length: 300 }, (_, i) => `elsewhere-${i}`)
    for (const groups of [[...unknown, 'engineering'], 'Finance']) {
      provider.signInAs({ ...ADA, groups })
      await signIn(server)
    }
    const user = await findUserByLogin(server.db, server.organization.id, 'ada@acme.test')
    const joined = await listGroupsOfUser(server.db, user?.id ?? '')
    assert.deepEqual(
      joined.map(({ name }) => name),
      ['Engineering', 'Finance'],
    )
  })

  for (const engine of engines) {
    test(`begun twice at once makes one account, and both are signed in, on ${engine.name}`, async () => {
      const { server } = await acme({}, { db: await engine.fresh() })
      const pages = await Promise.all(Array.from({ length: 4 }, () => signIn(server)))
      assert.deepEqual(
        pages.map(({ text }) => text),
        ['welcome', 'welcome', 'welcome', 'welcome'],
      )
      assert.deepEqual(await countWritten(server.db), { user: 1, identity: 1, session: 4 })
    })
  }
})

describe('a person who may not sign in', () => {
  for (const status of ['staged', 'suspended', 'deactivated'] as const) {
    test(`because they are ${status} is refused with a clear page, and not linked`, async () => {
      const { server } = await acme(TRUSTED, { settings: { signUp: 'off' } })
      await addPerson(server, { status })
      const page = await signIn(server)
      assert.equal(page.status, 403)
      assert.match(page.text, /This account is not active/)
      assert.equal((await server.traces()).at(-1)?.outcome, 'refused')
      assert.deepEqual(await countWritten(server.db), { user: 1, identity: 0, session: 0 })
    })
  }

  test('is refused at the next sign-in after being deactivated', async () => {
    const { server } = await acme()
    await signIn(server)
    await server.db.updateTable('user').set({ status: 'deactivated' }).execute()
    assert.match((await signIn(server)).text, /This account is not active/)
  })
})

test('somebody else signing in on the same browser ends the session of the person before', async () => {
  const { server } = await acme()
  const browser = createBrowser()
  await signIn(server, browser)
  await signIn(server, browser)
  assert.equal((await countWritten(server.db)).session, 2, 'the same person keeps theirs')

  provider.signInAs({ sub: 'grace-0001', email: 'grace@acme.test' })
  await signIn(server, browser)

  const sessions = await server.db.selectFrom('session').selectAll().execute()
  const last = sessions.find(({ user_id }) => user_id !== sessions[0]?.user_id)
  assert.equal(sessions.length, 2, 'one of Ada, who signed in twice, has ended')
  assert.ok(last, 'and Grace has hers')
})
