import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'

/**
 * Copies a SQLite database to a file of its own, as of one moment, while others write to it:
 * `vacuum into` reads in one transaction, and in WAL mode readers do not block writers. SQLite does
 * not sync the copy, and a truncated one looks complete, so it gets its name only at the end.
 */
export function snapshotSqlite(from: string, to: string): Promise<void> {
  return writeWhole(to, async (draft) => {
    const source = new DatabaseSync(from, { timeout: 5 * SECOND })
    try {
      source.prepare('vacuum into ?').run(draft)
    } finally {
      source.close()
    }
    requireSound(draft)
  })
}

/**
 * Puts a backup at `to`, and what was there at `aside`. First `examine` is given a copy of the
 * backup, which it may open and write to; if it throws, `to` stays as it was.
 */
export function putBackup(
  from: string,
  { to, aside, examine }: { to: string; aside: string; examine(draft: string): Promise<void> },
): Promise<void> {
  return writeWhole(to, async (draft) => {
    copyFileSync(from, draft)
    requireSound(draft)
    await examine(draft)
    setAside(to, aside)
  })
}

/** Makes a file for its owner alone, which has its name only once it is complete and on the disk. */
async function writeWhole(file: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${file}.part`
  rmSync(draft, { force: true })
  try {
    closeSync(openSync(draft, 'wx', 0o600))
    await write(draft)
    sync(draft)
    renameSync(draft, file)
    sync(path.dirname(file))
  } finally {
    for (const rest of [draft, ...besides(draft)]) rmSync(rest, { force: true })
  }
}

/** Requires that the file passes SQLite's integrity check and is a database of this program. */
function requireSound(file: string): void {
  let copy: DatabaseSync | undefined
  try {
    copy = new DatabaseSync(file)
    const [answer] = copy.prepare('pragma integrity_check(1)').all()
    if (answer?.integrity_check !== 'ok') throw new Error(String(answer?.integrity_check))
    copy.prepare('select 1 from migration, meta limit 1').all()
  } catch (error) {
    throw new Failure('invalid_input', `It is not a whole database of Latchkey: ${told(error)}.`, {
      cause: error,
    })
  } finally {
    copy?.close()
  }
}

/**
 * Gives a database a second name, after folding its write-ahead log into it. SQLite allows that only
 * while nobody else has the database open, which is how a running server is noticed. The first name
 * stays, so a process that dies here leaves the database where it was.
 */
function setAside(file: string, aside: string): void {
  if (existsSync(file)) {
    if (statSync(file).size > 0) foldLog(file)
    linkSync(file, aside)
  }
  for (const suffix of SUFFIXES) {
    // A log left behind would be replayed into whatever takes the file's place.
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`)
  }
}

function foldLog(file: string): void {
  let present: DatabaseSync | undefined
  try {
    present = new DatabaseSync(file, { timeout: 0 })
    present.exec('pragma journal_mode = delete')
  } catch (error) {
    // One that SQLite cannot read is what backups are for: it is moved as it is, with its log.
    if (!isBusy(error)) return
    throw new Failure(
      'conflict',
      `${file} is in use: stop the server, and other commands, before it is replaced.`,
      { cause: error },
    )
  } finally {
    present?.close()
  }
}

const SUFFIXES = ['-wal', '-shm', '-journal']
const besides = (file: string) => SUFFIXES.map((suffix) => `${file}${suffix}`)

/** The primary result code; extended codes say more in the higher bits. */
const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY
}

function told(error: unknown): string {
  return (error as Error).message.replace(/\.$/, '')
}

/** Also of a folder: a new name is durable only once the folder that holds it has been synced. */
function sync(file: string): void {
  const handle = openSync(file, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
