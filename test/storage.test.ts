import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from './support/databases.ts'

for (const engine of engines) {
  describe(`a database on ${engine.name}`, () => {
    test('is migrated and empty when fresh', async () => {
      const db = await engine.fresh()
      assert.deepEqual(await db.selectFrom('organization').selectAll().execute(), [])
    })

    test('is not shared with another fresh one', async () => {
      const [one, other] = [await engine.fresh(), await engine.fresh()]
      await one.insertInto('meta').values({ key: 'color', value: 'green' }).execute()
      assert.deepEqual(await other.selectFrom('meta').selectAll().execute(), [])
    })
  })
}
