import { existsSync, statSync } from 'node:fs'
import { Failure } from '../base/errors.ts'
import type { Config } from '../config.ts'
import { findCanary } from '../core/installation/installation-store.ts'
import { keyIdOf } from '../core/installation/key-id.ts'
import { snapshotSqlite } from '../storage/copy-sqlite.ts'
import { openDatabase } from '../storage/open-database.ts'
import { belongsToDatabase, sqliteFileOf } from '../storage/sqlite-file.ts'

type Backup = Readonly<{
  database: string
  file: string
  bytes: number
  /** The id of the master key that opens the secrets in it; null if nothing was sealed yet. */
  masterKey: string | null
}>

/** Copies the whole database as it is at this moment, even while others write to it. */
export async function backUp(
  { database: url }: Pick<Config, 'database'>,
  file: string,
  { overwrite }: { overwrite: boolean },
): Promise<Backup> {
  const database = fileToBackUp(url)
  if (existsSync(file) && !overwrite) {
    throw new Failure('already_exists', `${file} is there already: --force writes over it.`)
  }
  if (belongsToDatabase(file, database)) {
    throw new Failure('invalid_input', `${file} is the database itself: name another file.`)
  }
  try {
    await snapshotSqlite(database, file)
  } catch (error) {
    throw unwritten(error, database, file)
  }
  const masterKey = await keyOf(url)
  return { database, file, bytes: statSync(file).size, masterKey }
}

function fileToBackUp(url: string): string {
  if (!url.startsWith('sqlite:')) {
    throw new Failure(
      'invalid_input',
      'This database is PostgreSQL, which has the tool for it: pg_dump --format=custom --file=FILE takes a whole copy while the server runs, and pg_restore brings it back.',
    )
  }
  const file = sqliteFileOf(url)
  if (file === undefined) {
    throw new Failure('invalid_input', 'This database is in memory only: there is nothing to copy.')
  }
  if (existsSync(file)) return file
  throw new Failure('not_found', `There is no database at ${file}.`)
}

async function keyOf(url: string): Promise<string | null> {
  const { db, close } = await openDatabase(url)
  try {
    const canary = await findCanary(db)
    return canary === undefined ? null : keyIdOf(canary)
  } finally {
    await close()
  }
}

function unwritten(error: unknown, database: string, file: string): Failure {
  if (error instanceof Failure) return error
  const { message } = error as Error
  return new Failure('invalid_input', `${database} was not copied to ${file}: ${message}.`, {
    cause: error,
  })
}
