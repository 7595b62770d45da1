import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
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
