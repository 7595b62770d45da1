import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { DAY, SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/ids.ts'
import type { Db } from '../src/storage/database.ts'
import { sweepExpired } from '../src/storage/sweep-store.ts'
import { startSweeper } from '../src/storage/sweeper.ts'
import type { ArtifactRow, TraceRow } from '../src/storage/tables.ts'
import { engines } from './support/databases.ts'

const NOW = 1_700_000_000_000
const quiet = { debug() {}, warn() {} }

const artifact = (id: string, expiresAt: number | null): ArtifactRow => ({
  id,
  authorization_server_id: 'aus_1',
  model: 'AccessToken',
  payload: '{}',
  grant_id: null,
  user_id: null,
  user_code_digest: null,
  session_uid: null,
  consumed_at: null,
  expires_at: expiresAt,
})

const trace = (startedAt: number, organizationId = 'org_1'): TraceRow => {
  const id = newId('trace', startedAt)
  return {
    id,
    organization_id: organizationId,
    code: id,
    outcome: 'succeeded',
    connection_id: null,
    application_id: null,
    user_id: null,
    address: '',
    browser: '',
    started_at: startedAt,
    ended_at: startedAt,
    leg_count: 0,
    legs: '',
    asserted_sealed: null,
  }
}

async function artifactsIn(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('artifact').select('id').orderBy('id').execute()
  return rows.map((row) => row.id)
}

async function fillWithExpired(db: Db, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => artifact(`expired ${n}`, NOW - count + n))
  await db.insertInto('artifact').values(rows).execute()
}

for (const engine of engines) {
  describe(`sweeping on ${engine.name}`, () => {
    test('removes what has expired and leaves what lives or never expires', async () => {
      const db = await engine.fresh()
      const rows = [artifact('expired', NOW), artifact('lives', NOW + 1), artifact('stays', null)]
      await db.insertInto('artifact').values(rows).execute()
      const swept = await sweepExpired(db, { now: NOW, traceRetentionMs: DAY, mostTraces: 100 })
      assert.deepEqual(swept, {
        session: 0,
        sign_in_attempt: 0,
        connection_test: 0,
        link_request: 0,
        pending_sign_in: 0,
        totp_factor: 0,
        used_challenge: 0,
        recovery_link: 0,
        mail: 0,
        throttle: 0,
        used_logout_token: 0,
        artifact: 1,
        signing_key: 0,
        idempotency_key: 0,
        password_link: 0,
        api_token: 0,
        provisioning_token: 0,
        trace: 0,
        surplus_trace: 0,
      })
      assert.deepEqual(await artifactsIn(db), ['lives', 'stays'])
    })

    test('keeps an API token for 30 days after its end, to be seen as ended', async () => {
      const db = await engine.fresh()
      const token = (id: string, expires_at: number) => ({
        ...{ id, organization_id: 'org_1', user_id: 'usr_1', name: id, digest: id, scopes: '[]' },
        ...{ created_at: 0, expires_at, last_used_at: null },
      })
      const rows = [token('long', NOW - 30 * DAY), token('lately', NOW - 29 * DAY)]
      await db.insertInto('api_token').values(rows).execute()
      const options = { now: NOW, traceRetentionMs: DAY, mostTraces: 100 }
      assert.equal((await sweepExpired(db, options)).api_token, 1)
      const left = await db.selectFrom('api_token').select('id').execute()
      assert.deepEqual(
        left.map(({ id }) => id),
        ['lately'],
      )
    })

    test('removes no more than it may, the oldest first', async () => {
      const db = await engine.fresh()
      await fillWithExpired(db, 5)
      const { artifact: count } = await sweepExpired(db, {
        now: NOW,
        limit: 3,
        traceRetentionMs: DAY,
        mostTraces: 100,
      })
      assert.equal(count, 3)
      assert.deepEqual(await artifactsIn(db), ['expired 3', 'expired 4'])
    })

    test('keeps traces as long as told', async () => {
      const db = await engine.fresh()
      const rows = [trace(NOW - DAY - 10), trace(NOW - DAY), trace(NOW)]
      await db.insertInto('trace').values(rows).execute()
      const swept = await sweepExpired(db, { now: NOW, traceRetentionMs: DAY, mostTraces: 100 })
      assert.equal(swept.trace, 1)
    })

    test('keeps the newest traces of each organization, as many as told', async () => {
      const db = await engine.fresh()
      const organization = (id: string) => ({
        ...{ id, slug: id, name: id, url: `https://${id}.test`, settings: '{}' },
        ...{ created_at: NOW, updated_at: NOW },
      })
      await db
        .insertInto('organization')
        .values([organization('org_1'), organization('org_2')])
        .execute()
      const times = [5, 4, 3, 2, 1].map((ago) => NOW - ago * SECOND)
      const rows = [...times.map((at) => trace(at)), trace(NOW - 9 * SECOND, 'org_2')]
      await db.insertInto('trace').values(rows).execute()
      const kept = { now: NOW, traceRetentionMs: DAY, mostTraces: 2 }
      const counts = []
      for (let n = 0; n < 3; n += 1) {
        counts.push((await sweepExpired(db, { ...kept, limit: 2 })).surplus_trace)
      }
      assert.deepEqual(counts, [2, 1, 0], 'in small batches')
      const left = await db.selectFrom('trace').select('id').orderBy('id').execute()
      const newest = [rows[5], rows[3], rows[4]].map((row) => row?.id)
      assert.deepEqual(
        left.map(({ id }) => id),
        newest,
      )
    })

    test('two nodes that sweep at once remove each row once', async () => {
      const db = await engine.fresh()
      await fillWithExpired(db, 60)
      const sweep = () =>
        sweepExpired(db, { now: NOW, limit: 40, traceRetentionMs: DAY, mostTraces: 100 })
      const counts = (await Promise.all([sweep(), sweep()])).map((swept) => swept.artifact)
      assert.equal(counts.reduce((sum, count) => sum + count) + (await artifactsIn(db)).length, 60)
    })

    test('the sweeper goes on in batches until nothing is left, and stops when told', async () => {
      const db = await engine.fresh()
      await fillWithExpired(db, 25)
      const options = { batch: 10, everyMs: 1, pauseMs: 1, traceRetentionMs: DAY, mostTraces: 100 }
      const sweeper = startSweeper({ db, now: () => NOW, log: quiet, ...options })
      while ((await artifactsIn(db)).length > 0) await delay(1)
      await sweeper.stop()
      await fillWithExpired(db, 1)
      await delay(5)
      assert.equal((await artifactsIn(db)).length, 1)
    })

    test('a sweep that fails is logged, and the next one comes', async () => {
      const { db, close } = await engine.open()
      await close()
      const twice = Promise.withResolvers<void>()
      let warnings = 0
      const warn = () => {
        warnings += 1
        if (warnings === 2) twice.resolve()
      }
      const log = { ...quiet, warn }
      const sweeper = startSweeper({ db, now: () => NOW, log, everyMs: 1 })
      const alive = setInterval(() => {}, 1_000) // The sweeper alone keeps no process running.
      await twice.promise
      clearInterval(alive)
      await sweeper.stop()
    })
  })
}

test('on SQLite every sweep finds its rows by an index', async () => {
  const [sqlite] = engines
  const db = await (sqlite ?? assert.fail()).fresh()
  for (const [table, column] of [
    ['session', 'expires_at'],
    ['sign_in_attempt', 'expires_at'],
    ['connection_test', 'expires_at'],
    ['artifact', 'expires_at'],
    ['signing_key', 'retires_at'],
    ['trace', 'id'],
  ] as const) {
    const { rows } = await sql<{ detail: string }>`explain query plan
      with expired as (select id from ${sql.table(table)} where ${sql.ref(column)} <= 1
        order by ${sql.ref(column)} limit 500)
      delete from ${sql.table(table)} where id in (select id from expired)`.execute(db)
    const plan = rows.map((row) => row.detail).join('\n')
    assert.match(plan, new RegExp(`SEARCH ${table} USING`), table)
    assert.doesNotMatch(plan, new RegExp(`SCAN ${table}|TEMP B-TREE`), table)
  }
})
