import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { hasTestedLately } from '../src/core/connection-tests/values-digest.ts'
import type { ConnectionSettings } from '../src/core/connections/connection.ts'
import { DEFAULT_CONNECTION_SETTINGS } from '../src/core/connections/connection.ts'
import { findConnectionIn } from '../src/core/connections/connection-store.ts'
import { createGroup } from '../src/core/groups/save-group.ts'
import type { Db } from '../src/storage/database.ts'
import { type AdminClient, signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { addPerson, type RunningServer, startServer } from './support/running-server.ts'

const ADA = { sub: 'ada-0001', email: 'ada@acme.test', email_verified: true, name: 'Ada Lovelace' }

let provider: MisbehavingProvider
before(async () => {
  provider = await startMisbehavingProvider()
})
after(() => provider.close())

const isConsole = (url: URL) => url.pathname.startsWith('/console/')

for (const engine of engines) {
  describe(`a test sign-in on ${engine.name}`, () => {
    let server: RunningServer
    let admin: AdminClient
    before(async () => {
      server = await startServer(await engine.fresh())
      admin = await signedInAs(server, 'admin')
    })
    after(() => server.close())

    const creation = (settings: Partial<ConnectionSettings> = {}, more: object = {}) => ({
      creation: {
        slug: 'okta',
        name: 'Okta',
        wellKnownUrl: provider.wellKnownUrl,
        clientId: provider.clientId,
        clientSecret: provider.clientSecret,
        settings,
        ...more,
      },
    })

    const begin = (body: object, by = admin) => by.make('/connections/test', body)
    /** The browser that began, with the cookie that it was given. */
    function browserOf({ headers }: { headers: Headers }): Browser {
      const browser = createBrowser()
      browser.cookies.store(new URL(server.url), headers.getSetCookie())
      return browser
    }
    type Told = {
      outcome: string
      actor: { id: string; name: string | null }
      target: { id: string } | null
      detail: Record<string, unknown>
    }
    const eventsOf = async (): Promise<Told[]> =>
      (await admin.get('/events?type=connection.test.run')).body.items
    async function run(body: object) {
      provider.signInAs(ADA)
      const begun = await begin(body)
      const page = await browserOf(begun).get(begun.body.location, { until: isConsole })
      assert.equal(page.next, `${server.url}/console/connections/tests/${begun.body.id}`)
      return (await admin.get(`/connections/tests/${begun.body.id}`)).body
    }

    test('shows every claim, whom it would create, and which rules give groups and role, and writes nothing else', async () => {
      const { db, organization } = server
      const actor = { kind: 'system' } as const
      const wanted = {
        organizationId: organization.id,
        name: 'Engineering',
        description: '',
        actor,
      }
      const group = await createGroup({ db, now: Date.now }, wanted)
      const mapping = {
        sync: 'full' as const,
        rules: [
          { match: 'equals' as const, value: 'nobody', role: 'admin' as const },
          { match: 'equals' as const, value: 'eng', group: group.id },
          { match: 'starts_with' as const, value: 'e', role: 'helpdesk' as const },
        ],
      }
      const before = await everything(db)
      provider.signInAs({
        ...ADA,
        groups: ['eng', 'all'],
        access_token_copy: 'x',
        note: 'eyJhbGciOi.eyJzdWIi.c2ln',
      })
      const begun = await begin(creation({ mapping }))
      await browserOf(begun).get(begun.body.location, { until: isConsole })
      const told = (await admin.get(`/connections/tests/${begun.body.id}`)).body
      assert.equal(told.outcome, 'would_sign_in')
      assert.equal(told.connectionId, null)
      assert.equal(told.plan.how, 'create')
      assert.match(told.plan.because, /Nobody here has this address/)
      assert.equal(told.plan.person.login, ADA.email)
      assert.deepEqual(told.plan.groups, [
        { id: group.id, name: 'Engineering', rule: 2, value: 'eng', isNew: true },
      ])
      assert.deepEqual(told.plan.role, {
        role: 'helpdesk',
        before: null,
        by: { role: 'helpdesk', rule: 3, value: 'eng' },
      })
      const claim = (name: string) => told.claims.find((one: { name: string }) => one.name === name)
      assert.equal(claim('email').value, ADA.email)
      assert.equal(claim('note').value, '[token]')
      assert.equal(claim('access_token_copy').value, '[redacted]')
      assert.deepEqual(await everything(db), before)
      const passed = (await eventsOf()).find(({ detail }) => detail.trace === told.signIn)
      assert.deepEqual(
        [passed?.outcome, passed?.actor.name, passed?.target, passed?.detail.outcome],
        ['success', admin.user.login, null, 'would_sign_in'],
      )
      assert.deepEqual([passed?.detail.connection, passed?.detail.saved], ['okta', false])

      const trace = (await admin.get(`/sign-ins/${told.signIn}`)).body
      assert.deepEqual([trace.kind, trace.outcome, trace.person], ['test', 'test_passed', null])
      const auditor = await signedInAs(server, 'auditor')
      const seen = (await auditor.get(`/connections/tests/${begun.body.id}`)).body
      assert.ok(seen.claims.every(({ value }: { value: unknown }) => value === null))
      const [row] = await db.selectFrom('connection_test').selectAll().execute()
      assert.equal(row?.asked_sealed, null)
    })

    test('says whom it would link, ask for proof or refuse, and by which rule', async () => {
      const ada = await addPerson(server, ADA.email)
      const linked = await run(creation({ trustedDomains: ['acme.test'] }))
      assert.deepEqual([linked.plan.how, linked.plan.person.id], ['link', ada.id])
      assert.match(linked.plan.because, /trusted for its domain/)
      const proved = await run(creation({ linking: 'prove' }))
      assert.deepEqual([proved.outcome, proved.plan.how], ['would_ask_proof', 'prove'])
      const untrusted = await run(creation())
      assert.deepEqual(
        [untrusted.outcome, untrusted.cause.id],
        ['would_refuse', 'domain_not_trusted'],
      )
      assert.match(untrusted.plan.received, /not trusted for the domain/)
      await server.db
        .updateTable('user')
        .set({ status: 'suspended' })
        .where('id', '=', ada.id)
        .execute()
      const inactive = await run(creation({ trustedDomains: ['acme.test'] }))
      assert.deepEqual([inactive.outcome, inactive.plan.received], ['would_refuse', 'suspended'])
      await server.db.deleteFrom('user').where('id', '=', ada.id).execute()
      const closed = await run(creation({ signUp: false }))
      assert.deepEqual([closed.plan.how, closed.plan.check], ['refuse', 'sign_up'])
    })

    test('uses the stored secret of a saved connection at its own provider only, and is remembered by its values', async () => {
      const { db, sealer, organization } = server
      const { issuer, wellKnownUrl, clientId } = provider
      const clientSecretSealed = await sealer.seal(provider.clientSecret)
      const settings = { ...DEFAULT_CONNECTION_SETTINGS, callback: 'shared' as const }
      const saved = { issuer, wellKnownUrl, clientId, clientSecretSealed, settings }
      const { id } = await addConnection(server, 'saved', saved)
      const told = await run({ connectionId: id, change: { settings: { signUp: true } } })
      assert.deepEqual([told.connectionId, told.outcome], [id, 'would_sign_in'])
      const listed = (await admin.get(`/connections/${id}/tests`)).body.items
      assert.deepEqual(
        listed.map((one: { id: string }) => one.id),
        [told.id],
      )

      const connection = await findConnectionIn(db, organization.id, id)
      assert.ok(connection)
      const deps = { db, sealer, now: Date.now }
      const asked = { connection, userId: admin.user.id }
      assert.equal(await hasTestedLately(deps, asked), true)
      const later = { ...deps, now: () => Date.now() + 11 * 60_000 }
      assert.equal(await hasTestedLately(later, asked), false)
      const other = { ...connection, clientId: 'another' }
      assert.equal(await hasTestedLately(deps, { ...asked, connection: other }), false)

      const elsewhere = await startMisbehavingProvider()
      const moved = { connectionId: id, change: { wellKnownUrl: elsewhere.wellKnownUrl } }
      const refused = await admin.call('POST', '/connections/test', moved)
      assert.deepEqual([refused.status, refused.body.errors[0].path], [400, 'clientSecret'])
      await elsewhere.close()
      await db.deleteFrom('connection').where('id', '=', id).execute()
    })

    test('names the cause where the provider or the secret is wrong', async () => {
      const failedToday = async () =>
        (await admin.get('/overview')).body.signIns.at(-1).failed.count
      const before = await failedToday()
      provider.behave('token_invalid_client')
      const told = await run(creation())
      provider.behave()
      assert.deepEqual([told.outcome, told.plan, told.claims], ['failed', null, []])
      assert.match(told.cause.id, /secret/)
      assert.ok(told.cause.remedies.length > 0)
      assert.equal(await failedToday(), before)
      const { items: tests } = (await admin.get('/sign-ins?outcome=tests')).body
      const listed = tests.find(({ code }: { code: string }) => code === told.signIn)
      assert.deepEqual(
        [listed.kind, listed.outcome, listed.causeTitle],
        ['test', 'test_failed', told.cause.title],
      )
      const { items: others } = (await admin.get('/sign-ins?outcome=unsuccessful')).body
      assert.ok(others.every(({ kind }: { kind: string }) => kind !== 'test'))
      const event = (await eventsOf()).find(({ detail }) => detail.trace === told.signIn)
      assert.deepEqual(
        [event?.outcome, event?.actor.id, event?.detail.outcome, event?.detail.reason],
        ['failure', admin.user.id, 'failed', told.cause.id],
      )
    })

    test('ends in the browser that began it, once, within ten minutes, and signs nobody in', async () => {
      provider.signInAs(ADA)
      const begun = await begin(creation())
      const isCallback = (url: URL) => url.pathname.startsWith('/sso/openid')
      const browser = browserOf(begun)
      const { next = '' } = await browser.get(begun.body.location, { until: isCallback })
      const stranger = await createBrowser().get(next)
      assert.match(stranger.text, /cannot be finished/)
      assert.equal((await admin.get(`/connections/tests/${begun.body.id}`)).status, 404)
      await browser.get(next, { until: isConsole })
      assert.equal((await admin.get(`/connections/tests/${begun.body.id}`)).status, 200)
      assert.match((await browser.get(next)).text, /cannot be finished/)
      assert.ok(browser.cookies.all().every(({ name }) => !/session/.test(name)))

      const late = await begin(creation())
      await server.db
        .updateTable('connection_test')
        .set({ expires_at: 1 })
        .where('id', '=', late.body.id)
        .execute()
      assert.match((await browserOf(late).get(late.body.location)).text, /cannot be finished/)
    })

    test('is refused to those who may not, to programs, and to whoever is no administrator at its end', async () => {
      for (const role of ['helpdesk', 'auditor', 'member'] as const) {
        const other = await signedInAs(server, role)
        assert.equal((await other.call('POST', '/connections/test', creation())).status, 403)
      }
      const demoted = await signedInAs(server, 'admin')
      const signedOut = await signedInAs(server, 'admin')
      const [one, two] = [await begin(creation(), demoted), await begin(creation(), signedOut)]
      const { db } = server
      await db
        .updateTable('user')
        .set({ role: 'member' })
        .where('id', '=', demoted.user.id)
        .execute()
      await db.deleteFrom('session').where('user_id', '=', signedOut.user.id).execute()
      for (const begun of [one, two]) {
        await browserOf(begun).get(begun.body.location, { until: isConsole })
        const told = (await admin.get(`/connections/tests/${begun.body.id}`)).body
        assert.deepEqual([told.outcome, told.claims, told.plan], ['failed', [], null])
      }
      const both = { ...creation(), connectionId: 'con_1' }
      assert.equal((await admin.call('POST', '/connections/test', both)).status, 400)
    })
  })
}

/** All that a sign-in could have changed; sessions without when they were last seen. */
async function everything(db: Db) {
  const tables = ['user', 'identity', 'membership', 'session', 'connection', 'group'] as const
  const rows = tables.map((table) => db.selectFrom(table).selectAll().execute())
  const more = ['link_request', 'sign_in_attempt', 'artifact', 'picture'] as const
  const events = db.selectFrom('event').select('id').where('type', '!=', 'connection.test.run')
  return Promise.all([
    ...rows,
    events.orderBy('id').execute(),
    ...more.map((table) => db.selectFrom(table).select('id').orderBy('id').execute()),
  ])
}
