import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openDatabase } from '../src/storage/open-database.ts'
import type { SignInAttemptRow } from '../src/storage/tables.ts'
import { engines } from './support/databases.ts'

const attempt: SignInAttemptRow = {
  id: 'att_1',
  organization_id: 'org_1',
  connection_id: 'con_1',
  state_digest: 'state',
  browser_digest: 'browser',
  nonce: 'nonce',
  code_verifier_sealed: 'sealed',
  return_to: '/',
  trace_code: 'TRACE',
  created_at: 1_700_000_000_000,
  expires_at: 1_700_000_600_000,
  fresh: 0,
  consumed_at: null,
}

for (const engine of engines) {
  describe(`queries on ${engine.name}`, () => {
    test('times and counts come back as numbers', async () => {
      const db = await engine.fresh()
      await db.insertInto('sign_in_attempt').values(attempt).execute()
      const row = await db.selectFrom('sign_in_attempt').selectAll().executeTakeFirstOrThrow()
      assert.deepEqual({ ...row }, attempt)
      const { count } = await db
        .selectFrom('sign_in_attempt')
        .select((e) => e.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      assert.equal(count, 1)
    })

    test('of twenty who take the same attempt, one gets it', async () => {
      const db = await engine.fresh()
      await db.insertInto('sign_in_attempt').values(attempt).execute()
      const take = () =>
        db
          .updateTable('sign_in_attempt')
          .set({ consumed_at: 1 })
          .where('state_digest', '=', 'state')
          .where('consumed_at', 'is', null)
          .returning('id')
          .executeTakeFirst()
      const taken = await Promise.all(Array.from({ length: 20 }, take))
      assert.equal(taken.filter(Boolean).length, 1)
    })

    test('a write that breaks a constraint fails alone, its neighbours stay', async () => {
      const db = await engine.fresh()
      const write = (key: string) => db.insertInto('meta').values({ key, value: '' }).execute()
      const results = await Promise.allSettled(['a', 'b', 'a', 'c'].map(write))
      assert.equal(results.filter((result) => result.status === 'rejected').length, 1)
      const rows = await db.selectFrom('meta').select('key').orderBy('key').execute()
      assert.deepEqual(
        rows.map((row) => row.key),
        ['a', 'b', 'c'],
      )
    })

    test('two hundred writers at once are all written', async () => {
      const db = await engine.fresh()
      const keys = Array.from({ length: 200 }, (_, index) => `k${index}`)
      await Promise.all(
        keys.map((key) => db.insertInto('meta').values({ key, value: '' }).execute()),
      )
      assert.equal((await db.selectFrom('meta').selectAll().execute()).length, 200)
    })
  })
}

test('an address of no database we know is refused with the forms that are known', async () => {
  for (const url of ['mysql://here', 'latchkey.db', 'sqlite:', 'sqlite:x?synchronous=off']) {
    await assert.rejects(openDatabase(url), { name: 'Failure', code: 'invalid_input' }, url)
  }
})
