import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { engines } from './support/databases.ts'

for (const engine of engines) {
  describe(`transactions on ${engine.name}`, () => {
    test('two hundred transactions that count up lose no step', async () => {
      const db = await engine.fresh()
      await db.insertInto('meta').values({ key: 'count', value: '0' }).execute()
      const countUp = () =>
        db.transaction().execute(async (tx) => {
          await sql`update meta set value = value where key = 'count'`.execute(tx)
          const { value } = await tx.selectFrom('meta').select('value').executeTakeFirstOrThrow()
          await tx
            .updateTable('meta')
            .set({ value: String(Number(value) + 1) })
            .execute()
        })
      await Promise.all(Array.from({ length: 200 }, countUp))
      const { value } = await db.selectFrom('meta').select('value').executeTakeFirstOrThrow()
      assert.equal(value, '200')
    })

    test('nobody sees the inside of a transaction, and what fails leaves nothing', async () => {
      const db = await engine.fresh()
      const inside = Promise.withResolvers<void>()
      const goOn = Promise.withResolvers<void>()
      const failing = db.transaction().execute(async (tx) => {
        await tx.insertInto('meta').values({ key: 'half', value: '' }).execute()
        inside.resolve()
        await goOn.promise
        throw new Error('changed our mind')
      })
      await inside.promise
      const seen = db.selectFrom('meta').selectAll().execute()
      const written = db.insertInto('meta').values({ key: 'other', value: '' }).execute()
      goOn.resolve()
      await assert.rejects(failing, /changed our mind/)
      assert.ok(!(await seen).some((row) => row.key === 'half'))
      await written
      const rows = await db.selectFrom('meta').select('key').execute()
      assert.deepEqual(
        rows.map((row) => row.key),
        ['other'],
      )
    })

    test('a failed statement ends its transaction and no other', async () => {
      const db = await engine.fresh()
      const key = (name: string) => ({ key: name, value: '' })
      const failing = db.transaction().execute(async (tx) => {
        await tx.insertInto('meta').values(key('a')).execute()
        await tx.insertInto('meta').values(key('a')).execute()
      })
      const fine = db
        .transaction()
        .execute((tx) => tx.insertInto('meta').values(key('b')).execute())
      await assert.rejects(failing)
      await fine
      const rows = await db.selectFrom('meta').select('key').execute()
      assert.deepEqual(
        rows.map((row) => row.key),
        ['b'],
      )
    })
  })
}
