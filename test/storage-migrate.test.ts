import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { searchKeysOf } from '../src/core/users/search-keys.ts'
import { migrate, pendingMigrations } from '../src/storage/migrate.ts'
import { MIGRATIONS } from '../src/storage/migrations/all.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { engines, type TestEngine } from './support/databases.ts'

const MIGRATE = fileURLToPath(new URL('./support/migrate-process.ts', import.meta.url))
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const names = MIGRATIONS.map(([name]) => name)

/** An empty database that other processes can open too, which memory is not. */
async function emptyToShare(engine: TestEngine): Promise<string> {
  if (engine.name === 'SQLite') return `sqlite:${path.join(folder, 'shared.db')}`
  return (await engine.openEmpty()).url
}

for (const engine of engines) {
  describe(`migrations on ${engine.name}`, () => {
    test('run once', async () => {
      const { db } = await engine.openEmpty()
      assert.deepEqual(await migrate(db), names)
      assert.deepEqual(await migrate(db), [])
    })

    test('two processes that start at once both succeed, and one of them migrates', async () => {
      const url = await emptyToShare(engine)
      const start = () => promisify(execFile)(process.execPath, [MIGRATE, url])
      const started = await Promise.all([start(), start()])
      const done = started.flatMap(({ stdout }) => JSON.parse(stdout))
      assert.deepEqual(done, names)
      const { db, close } = await openDatabase(url)
      assert.deepEqual(await pendingMigrations(db), [])
      await close()
    })

    test('a database newer than the program is refused, by the name of what is unknown', async () => {
      const db = await engine.fresh()
      const later = ['9999-from-the-future', { up: async () => {} }] as const
      await migrate(db, [...MIGRATIONS, later])
      const refusal = { name: 'Failure', message: /newer than this program.*9999-from-the-future/ }
      await assert.rejects(migrate(db), refusal)
      await assert.rejects(pendingMigrations(db), refusal)
    })

    test('a preview shows the statements and changes nothing', async () => {
      const { db } = await engine.openEmpty()
      const pending = await pendingMigrations(db)
      assert.deepEqual(
        pending.map(({ name }) => name),
        names,
      )
      assert.match(pending[0]?.sql[0] ?? '', /^create table "meta"/)
      assert.deepEqual(await db.introspection.getTables(), [])
      assert.deepEqual(await migrate(db), names)
    })

    test('people of an earlier version are found by every word of their name', async () => {
      const { db } = await engine.openEmpty()
      const later = MIGRATIONS.findIndex(([name]) => name === '0005-people')
      await migrate(db, MIGRATIONS.slice(0, later))
      const profile = '{"givenName":"Ada","familyName":"King Lovelace"}'
      for (const n of [1, 2]) {
        await sql`insert into "user" (id, organization_id, login, login_key, email, email_key,
          email_verified, name_key, profile, status, role, created_at, updated_at)
          values (${`usr_${n}`}, 'org_1', ${`A${n}`}, ${`a${n}`}, '', '', 0, '', ${profile},
          'active', 'member', 0, 0)`.execute(db)
      }
      await migrate(db)
      const keys = await db.selectFrom('user_search_key').selectAll().orderBy('key').execute()
      const person = { login: 'A1', email: '', profile: JSON.parse(profile) }
      const ofFirst = keys.filter(({ user_id }) => user_id === 'usr_1').map(({ key }) => key)
      assert.deepEqual(ofFirst, searchKeysOf(person).toSorted())
      assert.deepEqual(ofFirst, [
        'a1',
        'ada king lovelace',
        'king lovelace ada',
        'lovelace ada king',
      ])
      assert.equal(keys.length, 2 * ofFirst.length)
    })

    test('a migration that fails leaves the database as it was', async () => {
      const db = await engine.fresh()
      const failing = [
        '9998-broken',
        {
          async up(tx: typeof db) {
            await sql`create table half (id text)`.execute(tx)
            await sql`select * from nowhere`.execute(tx)
          },
        },
      ] as const
      await assert.rejects(migrate(db, [...MIGRATIONS, failing]))
      const tables = await db.introspection.getTables()
      assert.ok(!tables.some((table) => table.name === 'half'))
      assert.deepEqual(await migrate(db), [])
    })
  })
}
