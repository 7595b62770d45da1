import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../src/storage/open-database.ts'
import { engines, type TestEngine } from './support/databases.ts'

const WRITER = fileURLToPath(new URL('./support/writing-process.ts', import.meta.url))
const KILL_AFTER = 500
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))

async function addressOn(engine: TestEngine): Promise<string> {
  if (engine.name === 'SQLite') return `sqlite:${path.join(folder, 'killed.db')}`
  return (await engine.openEmpty()).url
}

/** Lets 32 writers run, kills the process in the middle, answers the keys they saw acknowledged. */
async function writeUntilKilled(url: string): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const acknowledged: string[] = []
  lines.on('line', (key) => {
    acknowledged.push(key)
    if (acknowledged.length === KILL_AFTER) child.kill('SIGKILL')
  })
  await once(lines, 'close')
  return acknowledged
}

for (const engine of engines) {
  describe(`a process killed while it writes to ${engine.name}`, () => {
    test('loses nothing that it acknowledged', async () => {
      const url = await addressOn(engine)
      const acknowledged = await writeUntilKilled(url)
      assert.ok(acknowledged.length >= KILL_AFTER)

      const { db, close } = await openDatabase(url)
      const rows = await db.selectFrom('meta').select('key').execute()
      const stored = new Set(rows.map((row) => row.key))
      assert.deepEqual(
        acknowledged.filter((key) => !stored.has(key)),
        [],
      )
      await close()
    })
  })
}
