import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { DAY, MINUTE, SECOND } from '../src/base/clock.ts'
import type { Connection } from '../src/core/connections/connection.ts'
import type { ConnectionHealth } from '../src/core/connections/connection-health.ts'
import { findHealth, listHealthStates } from '../src/core/connections/connection-health-store.ts'
import { deleteConnection, updateConnection } from '../src/core/connections/connection-store.ts'
import { type HealthDeps, probeDue, probeNow } from '../src/doctor/health-keeper.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { signedInAs } from './support/admin-client.ts'
import { engines } from './support/databases.ts'
import { connect, type LoginServer, startLoginServer } from './support/login-server.ts'
import { movableClock } from './support/movable-clock.ts'
import { json } from './support/peers/faults/fault.ts'
import {
  type MisbehavingProvider,
  startMisbehavingProvider,
} from './support/peers/misbehaving-provider.ts'
import { startServer } from './support/running-server.ts'

const DISCOVERY = '/.well-known/openid-configuration'

for (const engine of engines) {
  describe(`the health of a connection on ${engine.name}`, () => {
    let server: LoginServer
    let url: string
    let provider: MisbehavingProvider
    let connection: Connection
    let deps: HealthDeps
    const now = movableClock()

    before(async () => {
      const database = await engine.open()
      url = database.url
      server = await startLoginServer({ db: database.db })
      provider = await startMisbehavingProvider()
      connection = await connect(server, provider)
      deps = depsOf(server.db)
    })
    after(() => provider.close())

    function depsOf(db: HealthDeps['db']): HealthDeps {
      const { log, outbound } = server.deps
      const warm = async () => undefined
      return { db, now, log, fetchFor: outbound.fetchFor, warm, random: () => 0.5 }
    }
    async function health(): Promise<ConnectionHealth> {
      const known = await findHealth(server.db, connection)
      assert.ok(known)
      return known
    }
    /** Types of events about health; by name, since the clock goes back here. */
    async function told(): Promise<string[]> {
      const rows = await server.db
        .selectFrom('event')
        .select('type')
        .where('target_id', '=', connection.id)
        .where('type', 'like', 'connection.%')
        .orderBy('type')
        .execute()
      return rows.map(({ type }) => type)
    }
    /** The provider's clock is the machine's: at another time of ours it is wrong. */
    const backToPresent = () => now.advance(Date.now() - now())
    const looks = () => provider.requestsTo(DISCOVERY).length

    test('it is up after the first look, and the next one is five minutes away', async () => {
      await probeDue(deps)
      const { state, nextProbeAt, lastSuccessAt, keys, clockAheadMs, findings } = await health()
      assert.equal(state, 'up')
      assert.ok(lastSuccessAt)
      assert.ok(Math.abs(nextProbeAt - lastSuccessAt - 5 * MINUTE) < SECOND)
      assert.equal(keys.length, 1)
      assert.ok(Math.abs(clockAheadMs ?? Number.NaN) < 2 * SECOND)
      assert.deepEqual(
        findings.filter(({ verdict }) => verdict === 'wrong'),
        [],
      )

      await probeDue(deps)
      assert.equal(looks(), 1, 'nobody asks before the time')
      assert.deepEqual(await told(), [])
      assert.equal((await listHealthStates(server.db, connection.organizationId)).size, 1)
    })

    test('one failure is no outage; two in a row are, and are told once', async () => {
      await provider.stop()
      now.advance(6 * MINUTE)
      await probeDue(deps)
      const first = await health()
      assert.deepEqual([first.state, first.failures], ['up', 1])
      assert.ok(Math.abs(first.nextProbeAt - now() - MINUTE) < SECOND)
      assert.equal(first.lastFailure?.check, 'document')
      assert.match(first.lastFailure?.received ?? '', /ECONNREFUSED/)

      const waits: number[] = []
      for (let look = 0; look < 6; look += 1) {
        now.advance(16 * MINUTE)
        await probeDue(deps)
        waits.push(Math.round(((await health()).nextProbeAt - now()) / MINUTE))
      }
      assert.deepEqual(waits, [2, 4, 8, 15, 15, 15])
      assert.equal((await health()).state, 'down')
      assert.deepEqual(await told(), ['connection.health.down'])
    })

    test('it is up again when it answers, and the keys are still those', async () => {
      await provider.start()
      backToPresent()
      await probeNow(deps, connection.id)
      assert.equal((await health()).state, 'up')
      assert.deepEqual(await told(), ['connection.health.down', 'connection.health.up'])
      assert.equal((await health()).keysRotatedAt, undefined)
    })

    test('other keys are told of with both lists', async () => {
      const before = (await health()).keys
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const next = { ...publicKey.export({ format: 'jwk' }), kid: 'next', use: 'sig' }
      provider.behave({ does: 'other keys', jwks: () => json({ keys: [next] }) })
      await probeNow(deps, connection.id)
      const { keys, keysRotatedAt } = await health()
      assert.notDeepEqual(keys, before)
      assert.ok(keysRotatedAt)
      await probeNow(deps, connection.id)
      assert.deepEqual((await told()).slice(2), ['connection.keys.rotate'])
    })

    test('a clock that is five minutes off is measured, and sign-ins fail of it', async () => {
      // Here it is our own clock that is behind, which looks the same.
      const early: HealthDeps = { ...deps, now: () => now() - 5 * MINUTE }
      provider.behave()
      await probeNow(early, connection.id)
      const { clockAheadMs, lastFailure } = await health()
      assert.ok(Math.abs((clockAheadMs ?? 0) - 5 * MINUTE) < 3 * SECOND)
      assert.equal(lastFailure?.check, 'clock')
      await probeNow(deps, connection.id)
    })

    test('a provider that calls itself otherwise is wrong, whatever its address says', async () => {
      await updateConnection(server.db, { ...connection, issuer: `${connection.issuer}/` })
      await probeNow(deps, connection.id)
      assert.equal((await health()).lastFailure?.check, 'issuer')
      await updateConnection(server.db, connection)
      await probeNow(deps, connection.id)
      assert.equal((await health()).state, 'up')
    })

    test('a secret that is about to expire is told 30, 7, 1 and 0 days ahead, once each', async () => {
      backToPresent()
      const day = new Date(now() + 32 * DAY).toISOString().slice(0, 10)
      const settings = { ...connection.settings, secretExpiresOn: day }
      await updateConnection(server.db, { ...connection, settings })
      const expiries = async () =>
        (await told()).filter((type) => type === 'connection.secret.expire').length
      const seen: number[] = []
      for (let days = 0; days <= 34; days += 1) {
        // Another look on the same day finds nothing new.
        await probeNow(deps, connection.id)
        await probeNow(deps, connection.id)
        seen.push(await expiries())
        now.advance(DAY)
      }
      assert.deepEqual([seen[0], seen[3], seen[26], seen[33]], [0, 1, 2, 4])
      const finding = (await health()).findings.find(({ check }) => check === 'secret expiry')
      assert.match(finding?.sentence ?? '', /expired on/)
      backToPresent()
      await updateConnection(server.db, connection)
      await probeNow(deps, connection.id)
      assert.equal((await health()).state, 'up')
    })

    test('two nodes look once', async () => {
      const other =
        engine.name === 'PostgreSQL' ? await openDatabase(url) : { db: server.db, close: undefined }
      const nodes = [deps, depsOf(other.db)]
      now.advance(6 * MINUTE)
      const asked = looks()
      await Promise.all(nodes.map((node) => probeDue(node)))
      assert.equal(looks() - asked, 1)
      await other.close?.()
    })

    test('what was seen at another address says nothing of this one', async () => {
      const moved = {
        ...connection,
        wellKnownUrl: 'http://localhost:1/.well-known/openid-configuration',
      }
      await updateConnection(server.db, moved)
      assert.equal(await findHealth(server.db, moved), undefined)
      assert.equal((await listHealthStates(server.db, connection.organizationId)).size, 0)
      await probeNow(deps, connection.id)
      const known = await findHealth(server.db, moved)
      assert.deepEqual([known?.state, known?.keys], ['unknown', []])
    })

    test('nobody looks at a disabled connection, and a deleted one leaves nothing', async () => {
      await updateConnection(server.db, { ...connection, enabled: false })
      now.advance(30 * MINUTE)
      const asked = looks()
      await probeDue(deps)
      assert.equal(looks(), asked)
      await deleteConnection(server.db, connection.id)
      assert.equal(await findHealth(server.db, connection), undefined)
    })
  })
}

test('the API tells the health of a connection, and looks when it is asked to', async () => {
  const [engine] = engines
  assert.ok(engine)
  const server = await startServer(await engine.fresh())
  const provider = await startMisbehavingProvider()
  after(async () => {
    await provider.close()
    await server.close()
  })
  const owner = await signedInAs(server, 'owner')
  const { body } = await owner.make('/connections', {
    slug: 'okta',
    name: 'Okta',
    wellKnownUrl: provider.wellKnownUrl,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
  })
  const at = `/connections/${body.id}/health`
  const early = await owner.get(at)
  assert.deepEqual([early.body.state, early.body.nextProbeAt], ['unknown', null])

  const probed = await owner.call('POST', `${at}/probe`)
  assert.deepEqual([probed.status, probed.body.state], [200, 'up'])
  assert.ok(probed.body.lastProbeAt && probed.body.nextProbeAt)
  assert.equal((await owner.get('/connections')).body.items[0].health, 'up')

  await owner.call('POST', `/connections/${body.id}/disable`)
  // An organization without another way in keeps it; either way the answer is one of ours.
  assert.ok([200, 409].includes((await owner.call('POST', `${at}/probe`)).status))
})
