import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { request } from 'undici'
import { DAY, systemClock } from '../src/base/clock.ts'
import { newId } from '../src/base/ids.ts'
import { recordEvent } from '../src/core/audit/event-store.ts'
import { startTrace } from '../src/core/audit/trace.ts'
import { beginHealth } from '../src/core/connections/connection-health-store.ts'
import { countPeople } from '../src/core/overview/overview-store.ts'
import { readOverview } from '../src/core/overview/read-overview.ts'
import type { Db } from '../src/storage/database.ts'
import { signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import { addApplication, type RunningServer, startServer } from './support/running-server.ts'
import { storeTraces } from './support/store-traces.ts'

const servers: RunningServer[] = []
after(() => Promise.all(servers.map((server) => server.close())))

const just = (count: number) => ({ count, isMore: false })

async function addPeople(db: Db, { organization }: RunningServer, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => ({
    id: newId('user'),
    organization_id: organization.id,
    login: `p${i}`,
    login_key: `p${i}`,
    email: '',
    email_key: '',
    email_verified: 0,
    profile: '{}',
    status: 'active',
    role: 'member',
    password_hash: null,
    second_factors: 0,
    created_at: 0,
    updated_at: 0,
  }))
  for (let at = 0; at < count; at += 1_000) {
    await db
      .insertInto('user')
      .values(rows.slice(at, at + 1_000))
      .execute()
  }
}

for (const engine of engines) {
  describe(`the overview on ${engine.name}`, () => {
    test('counts what there is, and the sign-ins of each of seven days', async () => {
      const db = await engine.fresh()
      const server = await startServer(db)
      servers.push(server)
      const organizationId = server.organization.id
      const owner = await signedInAs(server, 'owner')
      await addApplication(server, {})
      const now = systemClock()
      const actor = { kind: 'user', id: owner.user.id } as const
      const type = 'user.session.start'
      for (const at of [now, now - DAY, now - DAY, now - 7 * DAY]) {
        await recordEvent(db, { organizationId, type, actor }, at)
      }
      await recordEvent(db, { organizationId, type, actor, outcome: 'failure' }, now)
      for (const outcome of ['succeeded', 'refused', 'failed'] as const) {
        const from = { organizationId, side: 'app', address: '', userAgent: '' } as const
        const trace = startTrace(() => now, from)
        await storeTraces(db, [trace.end(outcome)])
      }
      const { status, body } = await owner.get('/overview')
      assert.equal(status, 200)
      assert.deepEqual(
        [body.people, body.owners, body.applications, body.connections],
        [just(1), just(1), just(1), just(0)],
      )
      type Day = { from: string; succeeded: unknown; failed: unknown }
      const days: Day[] = body.signIns
      assert.equal(days.at(-1)?.from, new Date(Math.floor(now / DAY) * DAY).toISOString())
      const none = just(0)
      assert.deepEqual(
        days.map(({ succeeded }) => succeeded),
        [none, none, none, none, none, just(2), just(1)],
      )
      assert.deepEqual(
        days.map(({ failed }) => failed),
        [none, none, none, none, none, none, just(2)],
      )
    })

    test('warns of what must not be overlooked, and of what was done in an emergency', async () => {
      const server = await startServer(await engine.fresh())
      servers.push(server)
      const { db, organization } = server
      const owner = await signedInAs(server, 'owner')
      const warnings = async () => (await owner.get('/overview')).body.warnings
      assert.deepEqual(await warnings(), [])

      const down = await addConnection(server, 'down')
      const now = systemClock()
      await beginHealth(db, now)
      await db
        .updateTable('connection_health')
        .set({ state: 'down', last_failure_at: now })
        .execute()
      const { id: organizationId } = organization
      const happened = { organizationId, actor: { kind: 'system' } } as const
      const target = { kind: 'user', id: owner.user.id }
      await recordEvent(db, { ...happened, type: 'user.recovery_link.create', target }, now)
      await recordEvent(db, { ...happened, type: 'user.recovery_link.use', target }, now)
      await recordEvent(db, { ...happened, type: 'user.recovery_link.use', target }, now - 8 * DAY)
      await recordEvent(db, { ...happened, type: 'organization.passwords_off.roll_back' }, now)
      await db
        .updateTable('organization')
        .set({ passwords_back_at: now + DAY })
        .execute()
      const { login } = owner.user
      const at = new Date(now).toISOString()
      assert.deepEqual(await warnings(), [
        {
          kind: 'passwords_on_trial',
          at: new Date(now + DAY).toISOString(),
          about: null,
          id: null,
        },
        { kind: 'connection_down', at, about: down.name, id: down.id },
        { kind: 'recovery_link_used', at, about: login, id: null },
        { kind: 'recovery_link_made', at, about: login, id: null },
        { kind: 'passwords_came_back', at, about: null, id: null },
      ])
    })

    test('tells to which addresses requests came in vain, and what mends each', async () => {
      const db = await engine.fresh()
      const server = await startServer(db)
      servers.push(server)
      const owner = await signedInAs(server, 'owner')
      type Refused = { address: string; count: number; because: string; remedy: string }
      const refused = async (): Promise<Refused[]> =>
        (await owner.get('/overview')).body.refusedAddresses
      assert.deepEqual(await refused(), [])
      const { port } = new URL(server.url)
      const knock = async (host: string, headers: Record<string, string> = {}) => {
        const { statusCode, body } = await request(server.url, { headers: { host, ...headers } })
        assert.equal(statusCode, 421, host)
        assert.ok(!(await body.text()).includes(server.url))
      }
      await knock('latchkey:4000')
      await knock('localhost:1')
      await knock('localhost:1')
      await knock('sso.acme.test', { 'x-forwarded-proto': 'https' })
      await knock('127.1')
      const told = await refused()
      assert.deepEqual(
        told.map(({ address, count, because }) => [address, count, because]).toSorted(),
        [
          ['http://latchkey:4000', 1, 'other_host'],
          ['http://localhost:1', 2, 'port'],
          ['http://sso.acme.test', 1, 'proxy_not_trusted'],
        ],
      )
      assert.equal(told[0]?.address, 'http://localhost:1', 'its own name first')
      const remedyOf = (address: string) => told.find((one) => one.address === address)?.remedy
      assert.match(remedyOf('http://localhost:1') ?? '', new RegExp(`localhost:${port}`))
      assert.match(remedyOf('http://sso.acme.test') ?? '', /127\.0\.0\.1.*trustedProxies/)
      assert.match(remedyOf('http://latchkey:4000') ?? '', /make it the url/)

      for (let n = 0; n < 60; n += 1) await knock(`scan${n}.test`)
      const own = (await refused())[0]
      assert.deepEqual([own?.address, own?.count], ['http://localhost:1', 2])
      assert.equal((await refused()).length, 5)

      // What is meant for one organization is nothing to another.
      servers.push(await startServer(db, { name: 'Other' }))
      assert.deepEqual(
        (await refused()).map(({ address }) => address),
        ['http://localhost:1'],
      )
    })

    test('of more than ten thousand says so, and nothing of another organization', async () => {
      const db = await engine.fresh()
      const server = await startServer(db)
      const other = await startServer(db, { name: 'Other' })
      servers.push(server, other)
      await addPeople(db, server, 10_050)
      assert.deepEqual(await countPeople(db, server.organization.id), {
        count: 10_000,
        isMore: true,
      })
      const overview = await readOverview(db, other.organization.id, systemClock())
      assert.deepEqual(overview.people, just(0))
    })
  })
}
