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
 * One moment of a SQLite database as a file of its own, while others write to it: `vacuum into`
 * reads in one transaction, and in WAL mode no reader holds up a writer. SQLite does not sync what
 * it makes so, and a copy that was cut short looks like a whole one: it gets its name at the end.
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
 * Puts a backup at `to`, once `examine` has found nothing against it: it is given a copy, which it may
 * open and write to, and whatever it throws leaves `to` as it was. What was at `to` is then at `aside`.
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

/** Makes a file for its owner only: on the disk and whole under its name, or not there at all. */
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

/** Every page is what it says it is, and it is a database that this program has made. */
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
 * Gives a database a second name, whole: what stands in its log is written into it first. SQLite grants
 * that to the only one who has it open, which is how a running server is found out. Its first name
 * is not taken away: whoever dies now leaves it where it was.
 */
function setAside(file: string, aside: string): void {
  if (existsSync(file)) {
    if (statSync(file).size > 0) foldLog(file)
    linkSync(file, aside)
  }
  for (const suffix of SUFFIXES) {
    // A log that is left behind would be read into whatever comes in the file's place.
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`)
  }
}

function foldLog(file: string): void {
  let present: DatabaseSync | undefined
  try {
    present = new DatabaseSync(file, { timeout: 0 })
    present.exec('pragma journal_mode = delete')
  } catch (error) {
    // One that SQLite cannot read is what backups are for: it is moved with its log as it is.
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

/** Whatever kept SQLite waiting stands in the higher bits. */
const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY
}

function told(error: unknown): string {
  return (error as Error).message.replace(/\.$/, '')
}

/** A new name is on the disk when its folder is. */
function sync(file: string): void {
  const handle = openSync(file, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
