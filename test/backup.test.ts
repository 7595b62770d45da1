import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { backUp } from '../src/installation/back-up.ts'
import { migrate } from '../src/storage/migrate.ts'
import { MIGRATIONS } from '../src/storage/migrations/all.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { type Ended, freePortTriple, latchkey, startLatchkey } from './support/latchkey-process.ts'

const WRITER = fileURLToPath(new URL('./support/writing-process.ts', import.meta.url))
const root = mkdtempSync(path.join(tmpdir(), 'latchkey-backup-'))
after(() => rmSync(root, { recursive: true }))

const ACME = `
organizations:
  - slug: acme
    name: Acme Tools
    url: http://localhost:4000
    users: [{ login: ada@acme.test, role: owner }]
`

const place = () => mkdtempSync(path.join(root, 'place-'))
const logins = async (cwd: string) => {
  const { stdout } = await latchkey(['user', 'list', '--json'], { cwd })
  return JSON.parse(stdout).map(({ login }: { login: string }) => login)
}
const addUser = (cwd: string, login: string) =>
  latchkey(['user', 'create', login, '--no-password'], { cwd })

function requireDone({ code, stderr }: Ended): void {
  assert.equal(code, 0, stderr)
}

/** Every file of a folder, with what is in it. */
function contents(cwd: string): Record<string, string> {
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  )
  const named = files.map((one) => path.join(one.parentPath, one.name)).sort()
  const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
  return Object.fromEntries(named.map((file) => [file, digest(file)]))
}

/** An installation that somebody has used, and a backup of it from before grace came. */
let acme: string
let backup: string
before(async () => {
  acme = place()
  writeFileSync(path.join(acme, 'latchkey.yaml'), ACME)
  requireDone(await latchkey(['apply', 'latchkey.yaml'], { cwd: acme }))
  backup = path.join(root, 'monday.db')
  requireDone(await latchkey(['backup', backup], { cwd: acme }))
  requireDone(await addUser(acme, 'grace@acme.test'))
})

/** A copy of that installation, to do to it as one likes. */
function copyOfAcme(): string {
  const cwd = place()
  cpSync(acme, cwd, { recursive: true })
  return cwd
}

/** A folder with the master key of that installation and no database. */
function emptyPlace(): string {
  const cwd = copyOfAcme()
  rmSync(path.join(cwd, 'data/latchkey.db'))
  return cwd
}

const restore = (cwd: string, file = backup, ...more: string[]) =>
  latchkey(['restore', file, ...more], { cwd })

describe('a backup', () => {
  test('is the whole database in one file, for its owner only, and names the key that opens it', async () => {
    const cwd = copyOfAcme()
    const { code, stdout, stderr } = await latchkey(['backup', 'copy.db'], { cwd })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^Copied data\/latchkey\.db to copy\.db: \d+ bytes\.$/m)
    assert.match(stderr, /The master key [\w-]+ is not in it/)
    const files = readdirSync(cwd).sort()
    assert.deepEqual(files, ['copy.db', 'data', 'latchkey.yaml'])
    assert.equal(statSync(path.join(cwd, 'copy.db')).mode & 0o777, 0o600)
  })

  test('is written over by --force only', async () => {
    const cwd = copyOfAcme()
    writeFileSync(path.join(cwd, 'copy.db'), 'of last week')
    const { code, stderr } = await latchkey(['backup', 'copy.db'], { cwd })
    assert.equal(code, 1)
    assert.match(stderr, /copy\.db is there already: --force writes over it/)
    assert.equal(readFileSync(path.join(cwd, 'copy.db'), 'utf8'), 'of last week')

    const forced = await latchkey(['backup', 'copy.db', '--force', '--json'], { cwd })
    const { bytes, masterKey, ...rest } = JSON.parse(forced.stdout)
    assert.deepEqual(rest, { database: 'data/latchkey.db', file: 'copy.db' })
    assert.equal(bytes, statSync(path.join(cwd, 'copy.db')).size)
    assert.match(masterKey, /^[\w-]+$/)
  })

  test('is not written over the database itself, nor put in its place from there', async () => {
    const cwd = copyOfAcme()
    const before = contents(cwd)
    for (const command of ['backup', 'restore']) {
      const { code, stderr } = await latchkey([command, 'data/latchkey.db', '--force'], { cwd })
      assert.equal(code, 1, stderr)
      assert.match(stderr, /latchkey\.db is the database itself/)
    }
    assert.deepEqual(contents(cwd), before)
  })

  test('has everything that was acknowledged before it began, while others go on writing', async () => {
    const database = `sqlite:${path.join(place(), 'busy.db')}`
    const child = spawn(process.execPath, [WRITER, database], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const acknowledged: string[] = []
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (key) => acknowledged.push(key))
    while (acknowledged.length < 300) await once(lines, 'line')
    for (const name of ['first.db', 'second.db']) {
      const before = [...acknowledged]
      const file = path.join(place(), name)
      await backUp({ database }, file, { overwrite: false })
      const copy = new DatabaseSync(file)
      const stored = new Set(
        copy
          .prepare('select key from meta')
          .all()
          .map(({ key }) => key),
      )
      copy.close()
      assert.deepEqual(
        before.filter((key) => !stored.has(key)),
        [],
      )
      const seen = acknowledged.length
      while (acknowledged.length < seen + 50) await once(lines, 'line')
    }
    child.kill('SIGKILL')
    await once(child, 'exit')
  })

  const NOTHING_TO_COPY: readonly [title: string, database: string, told: RegExp][] = [
    ['of PostgreSQL', 'postgres://sso:hidden@127.0.0.1:1/x', /pg_dump --format=custom --file=FILE/],
    ['of a database in memory', 'sqlite::memory:', /in memory only/],
    ['of a database that is not there', 'sqlite:nowhere.db', /There is no database at nowhere\.db/],
  ]
  for (const [title, database, told] of NOTHING_TO_COPY) {
    test(`${title} is refused, with what to do`, async () => {
      const cwd = place()
      const env = { LATCHKEY_DATABASE: database }
      const { code, stderr } = await latchkey(['backup', 'copy.db'], { cwd, env })
      assert.equal(code, 1)
      assert.match(stderr, told)
      assert.ok(!stderr.includes('hidden'))
      assert.deepEqual(readdirSync(cwd), [])
    })
  }

  test('to a folder that is not there is refused, and leaves nothing', async () => {
    const cwd = copyOfAcme()
    const { code, stderr } = await latchkey(['backup', 'no/copy.db'], { cwd })
    assert.equal(code, 1)
    assert.match(stderr, /was not copied to no\/copy\.db: /)
    assert.ok(!stderr.includes('    at '))
  })
})

describe('restoring', () => {
  test('brings everything back into an empty place, and the server starts on it', async () => {
    const cwd = emptyPlace()
    const { code, stdout, stderr } = await restore(cwd)
    assert.equal(code, 0, stderr)
    assert.equal(stdout, `Restored data/latchkey.db from ${backup}.\n`)
    assert.deepEqual(readdirSync(path.join(cwd, 'data')).sort(), ['latchkey.db', 'master.key'])
    assert.equal(statSync(path.join(cwd, 'data/latchkey.db')).mode & 0o777, 0o600)
    assert.deepEqual(await logins(cwd), ['ada@acme.test'])
    const env = { LATCHKEY_LISTEN: `127.0.0.1:${await freePortTriple()}` }
    const server = await startLatchkey(['serve'], { cwd, env }, /"msg":"ready"/)
    assert.equal((await server.stop()).code, 0)
  })

  test('in the place of another database needs --force, which keeps that one under another name', async () => {
    const cwd = copyOfAcme()
    const before = contents(cwd)
    const refused = await restore(cwd)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /There is a database at data\/latchkey\.db already: --force/)
    assert.deepEqual(contents(cwd), before)

    const { stdout } = await restore(cwd, backup, '--force', '--json')
    const { setAside, ...rest } = JSON.parse(stdout)
    assert.deepEqual(rest, { file: backup, database: 'data/latchkey.db', migrations: [] })
    assert.deepEqual(await logins(cwd), ['ada@acme.test'])
    copyFileSync(path.join(cwd, setAside), path.join(cwd, 'data/latchkey.db'))
    assert.deepEqual((await logins(cwd)).sort(), ['ada@acme.test', 'grace@acme.test'])
  })

  test('is refused while a server runs on the database', async () => {
    const cwd = copyOfAcme()
    const env = { LATCHKEY_LISTEN: `127.0.0.1:${await freePortTriple()}` }
    const server = await startLatchkey(['serve'], { cwd, env }, /"msg":"ready"/)
    const { code, stderr } = await restore(cwd, backup, '--force')
    assert.equal(code, 1)
    assert.match(stderr, /data\/latchkey\.db is in use: stop the server/)
    assert.deepEqual((await logins(cwd)).sort(), ['ada@acme.test', 'grace@acme.test'])
    assert.equal((await server.stop()).code, 0)
    assert.deepEqual(readdirSync(path.join(cwd, 'data')).sort(), ['latchkey.db', 'master.key'])
  })

  test('takes the place of a database that cannot be read any more', async () => {
    const cwd = copyOfAcme()
    writeFileSync(path.join(cwd, 'data/latchkey.db'), randomBytes(9_000))
    writeFileSync(path.join(cwd, 'data/latchkey.db-wal'), randomBytes(9_000))
    requireDone(await restore(cwd, backup, '--force'))
    assert.deepEqual(await logins(cwd), ['ada@acme.test'])
  })

  test('does not read the log that a lost database has left', async () => {
    const cwd = emptyPlace()
    writeFileSync(path.join(cwd, 'data/latchkey.db-wal'), randomBytes(9_000))
    requireDone(await restore(cwd))
    assert.deepEqual(await logins(cwd), ['ada@acme.test'])
  })

  test('of an older version says what the next start will bring up to date', async () => {
    const old = path.join(place(), 'old.db')
    const { db, close } = await openDatabase(`sqlite:${old}`)
    await migrate(db, MIGRATIONS.slice(0, -1))
    await close()
    const { code, stdout } = await restore(emptyPlace(), old)
    assert.equal(code, 0)
    assert.ok(stdout.includes(`brings its tables up to date: ${MIGRATIONS.at(-1)?.[0]}.`), stdout)
  })

  /** What is done to a copy of the backup, or to the place it is restored to, and what is told. */
  const FAULTS: readonly [
    title: string,
    harm: (file: string, cwd: string) => void,
    told: RegExp,
  ][] = [
    [
      'a newer version',
      (file) => alter(file, "insert into migration values ('9999-later', 0)"),
      /newer than this program: it has 9999-later/,
    ],
    ['something else', (file) => writeFileSync(file, 'a'.repeat(8_192)), /not a whole database/],
    ['nothing', (file) => writeFileSync(file, ''), /not a whole database of Latchkey/],
    ['half a file', (file) => truncateSync(file, 40_960), /not a whole database of Latchkey/],
    ['a database of others', (file) => alter(file, 'drop table migration'), /not a whole database/],
    ['a file that is not there', (file) => rmSync(file), /There is no backup at/],
    [
      'another master key',
      (_file, cwd) => writeKey(cwd, randomBytes(32).toString('base64')),
      /master key is not the one this database was sealed with: it needs key/,
    ],
    [
      'a lost master key',
      (_file, cwd) => rmSync(path.join(cwd, 'data/master.key')),
      /There is no master key at data\/master\.key/,
    ],
  ]
  for (const [title, harm, told] of FAULTS) {
    test(`from ${title} is refused, and changes nothing`, async () => {
      const cwd = copyOfAcme()
      const file = path.join(place(), 'harmed.db')
      copyFileSync(backup, file)
      harm(file, cwd)
      const before = contents(cwd)
      const { code, stdout, stderr } = await restore(cwd, file, '--force')
      assert.equal(code, 1)
      assert.match(stderr, told)
      assert.ok(!stderr.includes('    at '), stderr)
      assert.equal(stdout, '')
      assert.deepEqual(contents(cwd), before)
    })
  }

  test('into PostgreSQL is refused, with the tool for it', async () => {
    const env = { LATCHKEY_DATABASE: 'postgres://sso:hidden@127.0.0.1:1/x' }
    const { code, stderr } = await latchkey(['restore', backup], { cwd: place(), env })
    assert.equal(code, 1)
    assert.match(stderr, /pg_restore/)
    assert.ok(!stderr.includes('hidden'))
  })
})

function alter(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

function writeKey(cwd: string, key: string): void {
  writeFileSync(path.join(cwd, 'data/master.key'), key)
}
