import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { createExclusiveTurns } from '../src/storage/exclusive-turns.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { engines } from './support/databases.ts'
import { makeParentAndChild, oneFileOpenedTwice, pathOf } from './support/two-connections.ts'

describe('SQLite', () => {
  test('a write is acknowledged only when another connection can see it', async () => {
    const { one, other } = await oneFileOpenedTwice('group')
    const acknowledged: string[] = []
    const write = async (key: string) => {
      await one.db.insertInto('meta').values({ key, value: '' }).execute()
      acknowledged.push(key)
      const seen = await other.db.selectFrom('meta').where('key', '=', key).select('key').execute()
      assert.equal(seen.length, 1, `${key} was acknowledged and is not there`)
    }
    await Promise.all(['a', 'b', 'c'].map(write))
    assert.deepEqual(acknowledged, ['a', 'b', 'c'])
    await Promise.all([one.close(), other.close()])
  })

  test('writers of one turn share a commit', async () => {
    const { one, other } = await oneFileOpenedTwice('shared')
    // Counts commits that other connections made.
    const version = async () => {
      const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(other.db)
      return rows[0]?.data_version
    }
    const before = await version()
    const seen = new Set<number | undefined>()
    const write = async (key: number) => {
      await one.db
        .insertInto('meta')
        .values({ key: `${key}`, value: '' })
        .execute()
      seen.add(await version())
    }
    await Promise.all(Array.from({ length: 50 }, (_, key) => write(key)))
    assert.notEqual(await version(), before)
    assert.equal(seen.size, 1)
    await Promise.all([one.close(), other.close()])
  })

  test('when the commit fails, every writer of the group hears of it', async () => {
    const [sqlite] = engines
    const { db } = await (sqlite ?? assert.fail()).openEmpty()
    await makeParentAndChild(db)
    const results = await Promise.allSettled([
      sql`insert into parent values ('p')`.execute(db),
      sql`insert into child values ('c', 'nobody')`.execute(db),
    ])
    assert.deepEqual(
      results.map((result) => result.status),
      ['rejected', 'rejected'],
    )
    assert.deepEqual((await sql`select * from parent`.execute(db)).rows, [])
    await sql`insert into parent values ('p')`.execute(db)
  })

  test('closing commits what is still open', async () => {
    const { one, other } = await oneFileOpenedTwice('closing')
    const write = one.db.insertInto('meta').values({ key: 'last', value: '' }).execute()
    await write
    await one.close()
    assert.equal((await other.db.selectFrom('meta').selectAll().execute()).length, 1)
    await other.close()
  })

  test('the file can be compacted while others write', async () => {
    const { one, other } = await oneFileOpenedTwice('vacuum')
    const writes = ['a', 'b'].map((key) =>
      one.db.insertInto('meta').values({ key, value: '' }).execute(),
    )
    await Promise.all([...writes, sql`vacuum`.execute(one.db)])
    await Promise.all([one.close(), other.close()])
  })

  test('the address chooses what survives a power loss', async () => {
    for (const [query, expected] of [
      ['', 1],
      ['?synchronous=normal', 1],
      ['?synchronous=full', 2],
    ] as const) {
      const { db, close } = await openDatabase(`sqlite:${pathOf('sync')}${query}`)
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
      assert.equal(rows[0]?.synchronous, expected)
      await close()
    }
  })
})

describe('turns', () => {
  test('who waits behind a transaction that does not end is told so', async () => {
    const turns = createExclusiveTurns(1)
    await turns.enter({})
    await assert.rejects(
      turns.run({}, () => 'never'),
      { code: 'too_busy' },
    )
  })

  test('those who wait come in order, up to the next who wants to be alone', async () => {
    const turns = createExclusiveTurns()
    const [first, second] = [{}, {}]
    const order: string[] = []
    await turns.enter(first)
    const query = turns.run({}, () => order.push('query'))
    const alone = turns.enter(second).then(() => order.push('alone'))
    const late = turns.run({}, () => order.push('late'))
    turns.leave(first)
    await Promise.all([query, alone])
    assert.deepEqual(order, ['query', 'alone'])
    turns.leave(second)
    await late
    assert.deepEqual(order, ['query', 'alone', 'late'])
  })
})
