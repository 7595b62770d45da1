import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { MINUTE, SECOND } from '../src/base/clock.ts'
import type { OrganizationId } from '../src/base/ids.ts'
import { createLog } from '../src/base/log.ts'
import { createSealer } from '../src/base/seal.ts'
import { findAttempt, listAttempts, notSucceeded } from '../src/core/audit/attempt-store.ts'
import { redact, redactText } from '../src/core/audit/redact.ts'
import { startTrace, type TraceRecord } from '../src/core/audit/trace.ts'
import { newTraceCode, parseTraceCode } from '../src/core/audit/trace-code.ts'
import type { Outcome } from '../src/core/audit/trace-vocabulary.ts'
import { createTraceLogger, createTraceWriter } from '../src/core/audit/trace-writer.ts'
import type { Db } from '../src/storage/database.ts'
import { migrate } from '../src/storage/migrate.ts'
import { MIGRATIONS } from '../src/storage/migrations/all.ts'
import { engines } from './support/databases.ts'
import { storeTraces } from './support/store-traces.ts'

const NOW = 1_700_000_000_000
const ACME = 'org_acme' as OrganizationId
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'

type Given = Partial<TraceRecord> & { at?: number; outcome?: Outcome }

function leg({ at = 0, outcome = 'succeeded', ...more }: Given): TraceRecord {
  const from = { organizationId: ACME, side: 'app', address: '192.0.2.7', userAgent: FIREFOX }
  const trace = startTrace(() => NOW + at, { ...from, side: 'app' })
  trace.record('check_password', { expected: 'a', received: 'b' })
  return { ...trace.end(outcome), ...more }
}

const codesOf = (attempts: readonly { code: string }[]) => attempts.map(({ code }) => code)

const sealer = createSealer(new Uint8Array(32).fill(7))

for (const engine of engines) {
  describe(`traces on ${engine.name}`, () => {
    test('the legs of an attempt are one row, whether they come together or apart', async () => {
      const db = await engine.fresh()
      const code = 'BCDF-GHJK'
      const pushed = leg({ code, caller: 'application', address: '203.0.113.9', browser: 'node' })
      const asked = leg({ code, at: 1, outcome: 'going_on', applicationId: 'app_1' })
      const back = leg({ code, at: 2, userId: 'usr_1', connectionId: 'con_1' })
      await storeTraces(db, [pushed, asked])
      await storeTraces(db, [back, leg({ code, organizationId: 'org_other' as OrganizationId })])
      const attempt = await findAttempt(db, ACME, code)
      assert.ok(attempt)
      const { applicationId, userId, connectionId, outcome, address, browser } = attempt
      assert.deepEqual([applicationId, userId, connectionId], ['app_1', 'usr_1', 'con_1'])
      assert.deepEqual(
        [outcome, address, browser],
        ['succeeded', '192.0.2.7', 'Firefox on Linux'],
        'the address is the person’s, not the one of the application’s server',
      )
      assert.deepEqual(
        attempt.legs.map(({ steps, startedAt, caller }) => [steps, startedAt, caller]),
        [pushed, asked, back].map(({ steps, startedAt, caller }) => [steps, startedAt, caller]),
      )
    })

    test('an attempt that goes on for ever stops growing', async () => {
      const db = await engine.fresh()
      const code = 'BCDF-GHJK'
      for (let n = 0; n < 6; n += 1) {
        await storeTraces(
          db,
          Array.from({ length: 10 }, () => leg({ code })),
        )
      }
      const attempt = await findAttempt(db, ACME, code)
      assert.ok(attempt && attempt.legs.length <= 50, `${attempt?.legs.length} legs`)
    })

    test('are found by each filter, page by page, the newest first', async () => {
      const db = await engine.fresh()
      const outcomes = ['succeeded', 'failed', 'refused', 'going_on'] as const
      const all = Array.from({ length: 40 }, (_, n) =>
        leg({
          at: n * SECOND,
          outcome: outcomes[n % 4] ?? 'succeeded',
          connectionId: n % 2 ? 'con_1' : 'con_2',
          applicationId: n % 3 ? 'app_1' : undefined,
          userId: `usr_${n % 5}`,
        }),
      )
      await storeTraces(db, all)
      const expect = async (
        sought: Parameters<typeof listAttempts>[2],
        isMeant: (one: TraceRecord, index: number) => boolean,
      ) => {
        const expected = codesOf(all.filter(isMeant).toReversed())
        const found: string[] = []
        let before: string | undefined
        for (;;) {
          const page = await listAttempts(db, ACME, sought, { limit: 7, ...(before && { before }) })
          if (page.length === 0) break
          found.push(...codesOf(page))
          before = page.at(-1)?.id
        }
        assert.deepEqual(found, expected, JSON.stringify(sought))
      }
      await expect({}, () => true)
      await expect(
        { outcomes: ['failed', 'refused'] },
        ({ outcome }) => /ed$/.test(outcome) && outcome !== 'succeeded',
      )
      await expect({ connectionId: 'con_1' }, ({ connectionId }) => connectionId === 'con_1')
      await expect({ applicationId: 'app_1' }, ({ applicationId }) => applicationId === 'app_1')
      await expect({ userIds: ['usr_1', 'usr_3'] }, ({ userId }) => /[13]$/.test(userId ?? ''))
      await expect({ userIds: [] }, () => false)
      const range = { from: NOW + 10 * SECOND, to: NOW + 20 * SECOND }
      await expect(range, (_, n) => n >= 10 && n < 20)
      const one = { connectionId: 'con_1', outcomes: ['failed'] as const, userIds: ['usr_1'] }
      await expect(one, (it) => it.outcome === 'failed' && it.userId === 'usr_1')
      assert.deepEqual(await listAttempts(db, 'org_x' as OrganizationId, {}, { limit: 9 }), [])
    })

    test('those from before are put together by their code', async () => {
      const { db } = await engine.openEmpty()
      await migrate(
        db,
        MIGRATIONS.filter(([name]) => name < '0008'),
      )
      const steps = [
        { name: 'check_password', startedAt: NOW, endedAt: NOW + 5, detail: { reason: '"a\\b"' } },
      ]
      for (const [id, outcome, user] of [
        ['trc_1', 'going_on', null],
        ['trc_2', 'refused', 'usr_1'],
      ] as const) {
        await sql`insert into trace (id, organization_id, code, side, outcome, connection_id,
          application_id, user_id, address, user_agent, steps, started_at, ended_at)
          values (${id}, ${ACME}, 'BCDF-GHJK', 'app', ${outcome}, null, null, ${user}, '192.0.2.7',
          ${FIREFOX}, ${JSON.stringify(steps)}, ${NOW}, ${NOW + 9})`.execute(db)
      }
      await migrate(db)
      const attempt = await findAttempt(db, ACME, 'BCDF-GHJK')
      assert.deepEqual(
        [attempt?.id, attempt?.outcome, attempt?.userId, attempt?.legs.length],
        ['trc_1', 'refused', 'usr_1', 2],
      )
      assert.deepEqual(attempt?.legs[1]?.steps, steps)
    })

    test('the writer loses nothing when it is flushed, and nobody waits for it', async () => {
      const db = await engine.fresh()
      const writer = createTraceWriter({ db, log: createLog('silent'), sealer })
      const legs = Array.from({ length: 250 }, () => leg({}))
      for (const one of legs.slice(0, 200)) writer.write(one)
      const flushed = writer.flush()
      for (const one of legs.slice(200)) writer.write(one)
      await writer.flush()
      await flushed
      assert.equal((await listAttempts(db, ACME, {}, { limit: 1_000 })).length, 250)
    })
  })
}

test('the legs of one sign-in are stored together, and what failed is stored before long', async () => {
  const db = (await engines[0]?.fresh()) ?? assert.fail()
  const writer = createTraceWriter({ db, log: createLog('silent'), sealer })
  const codes = Array.from({ length: 100 }, (_, n) => `BCDF-${1_000 + n}`)
  // As they come from many people at once.
  for (const outcome of ['going_on', 'succeeded'] as const) {
    for (const code of codes) writer.write(leg({ code, outcome }))
  }
  writer.write(leg({ code: 'FGHJ-KMPQ', outcome: 'refused' }))
  const refused = async () => (await findAttempt(db, ACME, 'FGHJ-KMPQ')) !== undefined
  while (!(await refused())) await new Promise((resolve) => setTimeout(resolve, 10))
  await writer.flush()
  const attempts = await listAttempts(db, ACME, {}, { limit: 1_000 })
  assert.equal(attempts.length, 101)
  assert.equal(attempts.filter(({ legs }) => legs.length === 2).length, 100)
})

test('a writer that cannot keep up drops the newest, counts them, and says so once', async () => {
  const said: unknown[] = []
  const log = { ...createLog('silent'), warn: (about: object) => said.push(about) }
  // A database that is gone: every batch is lost, and the sign-ins do not notice.
  const gone = undefined as unknown as Db
  const writer = createTraceWriter({
    db: gone,
    log: log as ReturnType<typeof createLog>,
    sealer,
  })
  const one = leg({})
  for (let n = 0; n < 10_020; n += 1) writer.write(one)
  await writer.flush()
  assert.deepEqual(said.at(-1), { dropped: 20 })
})

test('without traces a failure still has a line of the log, by its code', () => {
  const said: object[] = []
  const writer = createTraceLogger({ log: { info: (about: object) => said.push(about) } as never })
  writer.write(leg({ code: 'BCDF-GHJK', outcome: 'succeeded' }))
  writer.write(leg({ code: 'BCDF-GHJK', outcome: 'failed' }))
  assert.equal(said.length, 1)
  assert.match(JSON.stringify(said), /BCDF-GHJK/)
})

test('on SQLite every list is read along an index', async () => {
  const db = (await engines[0]?.fresh()) ?? assert.fail()
  for (const filter of [
    sql`true`,
    sql`outcome = 'failed' and ${notSucceeded}`,
    sql`connection_id = 'con_1'`,
    sql`application_id = 'app_1'`,
    sql`user_id = 'usr_1'`,
  ]) {
    const { rows } = await sql<{ detail: string }>`explain query plan select * from trace
      where organization_id = 'org_1' and ${filter} and id < 'trc_1' order by id desc limit 50`.execute(
      db,
    )
    const plan = rows.map(({ detail }) => detail).join('\n')
    assert.match(plan, /SEARCH trace USING INDEX/)
    assert.doesNotMatch(plan, /TEMP B-TREE/)
  }
})

test('codes use every letter about as often, and are read as people type them', () => {
  const counts = new Map<string, number>()
  for (let n = 0; n < 5_000; n += 1) {
    const code = newTraceCode()
    assert.match(code, /^[B-DF-HJKMP-RTV-Z2346-9]{4}-[B-DF-HJKMP-RTV-Z2346-9]{4}$/)
    for (const letter of code.replace('-', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  assert.equal(counts.size, 25)
  // 1,600 of each are expected; six standard deviations are 235.
  for (const [letter, count] of counts)
    assert.ok(Math.abs(count - 1_600) < 240, `${letter} ${count}`)
  assert.equal(parseTraceCode(' kdhr 7wmp '), 'KDHR-7WMP')
  assert.equal(parseTraceCode('KDHR'), undefined)
})

describe('what a detail keeps', () => {
  const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
  const ROWS: readonly (readonly [string, string])[] = [
    [`Bearer ${JWT}`, 'Bearer [token]'],
    ['https://a.test/cb?code=abc&x=1', 'https://a.test/cb?code=[redacted]&x=1'],
    ['state=s refresh_token=r', 'state=[redacted] refresh_token=[redacted]'],
    ['/oauth2/v1/authorize/PhCY-_7O2hqYKANb56PN', '/oauth2/v1/authorize/[redacted]'],
    ['https://acme.okta.com/oauth2/default', 'https://acme.okta.com/oauth2/default'],
  ]
  for (const [given, kept] of ROWS) {
    test(`of ${given.slice(0, 24)}`, () => assert.equal(redactText(given), kept))
  }

  test('nothing under a secret’s name, and nothing without a value', () => {
    const detail = {
      clientSecret: 'x',
      code: 'y',
      groups: 3,
      none: undefined,
      long: 'a'.repeat(900),
    }
    const kept = redact(detail)
    assert.deepEqual([kept.clientSecret, kept.code, kept.groups], ['[redacted]', '[redacted]', 3])
    assert.equal(String(kept.long).length, 600)
    assert.ok(!('none' in kept))
  })
})

test('a row of an ordinary sign-in is small', async () => {
  const trace = startTrace(() => NOW, {
    ...{ organizationId: ACME, side: 'app', address: '192.0.2.7', userAgent: FIREFOX },
  })
  for (let n = 0; n < 9; n += 1) trace.record('find_user', { subject: '00u1', how: 'known' })
  const db = (await engines[0]?.fresh()) ?? assert.fail()
  await storeTraces(db, [{ ...trace.end('succeeded'), endedAt: NOW + MINUTE }])
  const { legs } = await db.selectFrom('trace').select('legs').executeTakeFirstOrThrow()
  assert.ok(legs.length < 700, `${legs.length} characters`)
})
