import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { artifactName } from '../src/core/artifacts/artifact-name.ts'
import { findArtifact, upsertArtifact } from '../src/core/artifacts/artifact-store.ts'
import { acknowledgeAtEnd } from '../src/storage/acknowledge.ts'
import type { Db } from '../src/storage/database.ts'
import { engines } from './support/databases.ts'
import { makeParentAndChild, oneFileOpenedTwice } from './support/two-connections.ts'

const write = (db: Db, key: string) => db.insertInto('meta').values({ key, value: '' }).execute()

const keysIn = async (db: Db) => {
  const rows = await db.selectFrom('meta').select('key').where('key', 'like', 'w%').execute()
  return rows.map(({ key }) => key).sort()
}

for (const engine of engines) {
  describe(`the answer to a request on ${engine.name}`, () => {
    test('comes with everything that was written, each write seen by the next', async () => {
      const db = await engine.fresh()
      const seen = await acknowledgeAtEnd(async () => {
        await write(db, 'w1')
        await write(db, 'w2')
        return keysIn(db)
      })
      assert.deepEqual(seen, ['w1', 'w2'])
      assert.deepEqual(await keysIn(db), ['w1', 'w2'])
    })

    test('a write that fails is told on the spot, and the others stay', async () => {
      const db = await engine.fresh()
      await acknowledgeAtEnd(async () => {
        await write(db, 'w1')
        await assert.rejects(write(db, 'w1'))
        await write(db, 'w2')
      })
      assert.deepEqual(await keysIn(db), ['w1', 'w2'])
    })

    test('an artifact is found by its name, whenever and by whomever that was made', async () => {
      const db = await engine.fresh()
      const secret = 'S'.repeat(43)
      const nothing = { grantId: undefined, userId: undefined, userCode: undefined }
      for (const value of [artifactName(secret, 1_700_000_000_000), secret, 'of another shape']) {
        const name = { serverId: 'aus_1' as never, model: 'AccessToken', value }
        const payload = JSON.stringify({ value })
        const artifact = { ...nothing, sessionUid: undefined, expiresAt: undefined, payload }
        await upsertArtifact(db, name, artifact)
        assert.equal((await findArtifact(db, name, 0))?.payload, payload)
      }
      const rows = await db.selectFrom('artifact').select('id').execute()
      assert.ok(rows.every(({ id }) => !id.includes('SSS')))
    })
  })
}

describe('on SQLite', () => {
  test('nothing is answered before another connection can see it', async () => {
    const { one, other } = await oneFileOpenedTwice('answer')
    const inside: string[][] = []
    await acknowledgeAtEnd(async () => {
      await write(one.db, 'w1')
      inside.push(await keysIn(other.db))
      await write(one.db, 'w2')
      inside.push(await keysIn(other.db))
    })
    assert.deepEqual(inside, [[], []], 'the writes on the way waited for no commit')
    assert.deepEqual(await keysIn(other.db), ['w1', 'w2'])
    await Promise.all([one.close(), other.close()])
  })

  test('a request that dawdles does not keep the database from others', async () => {
    const { one, other } = await oneFileOpenedTwice('dawdling')
    await acknowledgeAtEnd(async () => {
      await write(one.db, 'w1')
      await new Promise((resolve) => setTimeout(resolve, 50))
      await write(other.db, 'w2')
    })
    assert.deepEqual(await keysIn(other.db), ['w1', 'w2'])
    await Promise.all([one.close(), other.close()])
  })

  test('who had to wait for a transaction is answered after a commit of their own', async () => {
    const { one, other } = await oneFileOpenedTwice('waiting')
    const goOn = Promise.withResolvers<void>()
    const holding = acknowledgeAtEnd(() =>
      one.db.transaction().execute(async (tx) => {
        await write(tx, 'w1')
        await goOn.promise
      }),
    )
    await new Promise((resolve) => setImmediate(resolve))
    const waiting = acknowledgeAtEnd(() => write(one.db, 'w2'))
    goOn.resolve()
    await waiting
    assert.deepEqual(await keysIn(other.db), ['w1', 'w2'])
    await holding
    await Promise.all([one.close(), other.close()])
  })

  test('a transaction shares the commit of what is written around it, and is undone alone', async () => {
    const { one, other } = await oneFileOpenedTwice('inside')
    const failing = (key: string) =>
      one.db.transaction().execute(async (tx) => {
        await write(tx, key)
        throw new Error('changed our mind')
      })
    const results = await Promise.allSettled([
      write(one.db, 'w1'),
      one.db.transaction().execute((tx) => write(tx, 'w2')),
      failing('w3'),
      write(one.db, 'w4'),
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(await keysIn(other.db), ['w1', 'w2', 'w4'])
    await Promise.all([one.close(), other.close()])
  })

  test('nothing of a transaction is there before its end, however long that takes', async () => {
    const { one, other } = await oneFileOpenedTwice('long')
    await one.db.transaction().execute(async (tx) => {
      await write(tx, 'w1')
      await new Promise((resolve) => setTimeout(resolve, 50))
      assert.deepEqual(await keysIn(other.db), [])
      await write(tx, 'w2')
    })
    assert.deepEqual(await keysIn(other.db), ['w1', 'w2'])
    await Promise.all([one.close(), other.close()])
  })

  test('nobody is told of what another request wrote before another connection can see it', async () => {
    const { one, other } = await oneFileOpenedTwice('told')
    const goOn = Promise.withResolvers<void>()
    const writing = acknowledgeAtEnd(async () => {
      await write(one.db, 'w1')
      await goOn.promise
    })
    assert.deepEqual(await acknowledgeAtEnd(() => keysIn(one.db)), ['w1'])
    assert.deepEqual(await keysIn(other.db), ['w1'], 'an answer told of it')
    goOn.resolve()
    await writing
    await Promise.all([one.close(), other.close()])
  })

  test('whoever acts on what they read outside a request acts on what is there to stay', async () => {
    const { one, other } = await oneFileOpenedTwice('behind')
    const writing = acknowledgeAtEnd(() => write(one.db, 'w1'))
    assert.deepEqual(await keysIn(one.db), ['w1'])
    assert.deepEqual(await keysIn(other.db), ['w1'])
    await writing
    await Promise.all([one.close(), other.close()])
  })

  test('what a request leaves running behind its answer waits for its own commits', async () => {
    const { one, other } = await oneFileOpenedTwice('after')
    const answered = Promise.withResolvers<void>()
    const { behind } = await acknowledgeAtEnd(() => ({
      behind: answered.promise.then(async () => {
        await write(one.db, 'w1')
        return keysIn(other.db)
      }),
    }))
    answered.resolve()
    assert.deepEqual(await behind, ['w1'])
    await Promise.all([one.close(), other.close()])
  })

  test('a commit that fails fails the answer, though each write seemed fine', async () => {
    const [sqlite] = engines
    const { db } = await (sqlite ?? assert.fail()).openEmpty()
    await makeParentAndChild(db)
    let written = false
    const answer = acknowledgeAtEnd(async () => {
      await sql`insert into child values ('c', 'nobody')`.execute(db)
      written = true
    })
    await assert.rejects(answer, /FOREIGN KEY/)
    assert.ok(written)
    assert.deepEqual((await sql`select * from child`.execute(db)).rows, [])
  })
})
