import { existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { createSealer } from '../base/seal.ts'
import type { Config } from '../config.ts'
import { checkMasterKey } from '../core/installation/check-master-key.ts'
import { findCanary } from '../core/installation/installation-store.ts'
import { putBackup } from '../storage/copy-sqlite.ts'
import { pendingMigrations } from '../storage/migrate.ts'
import { openDatabase } from '../storage/open-database.ts'
import { belongsToDatabase, sqliteFileOf } from '../storage/sqlite-file.ts'
import { loadMasterKey } from './load-master-key.ts'

export type Restored = Readonly<{
  file: string
  database: string
  /** Where the former database is now; null if there was none. */
  setAside: string | null
  /** The migrations that the next start will run. */
  migrations: readonly string[]
}>

type Wanted = Pick<Config, 'database' | 'masterKey'>
type Options = Readonly<{ overwrite: boolean; now: Clock; log: Pick<Log, 'info' | 'warn'> }>

/**
 * Puts a backup in the database's place, after checking that it is complete, of this version or an
 * older one, and sealed with the present master key. A refusal leaves everything as it was.
 */
export async function restore(
  config: Wanted,
  file: string,
  { overwrite, now, log }: Options,
): Promise<Restored> {
  const database = fileToRestore(config.database)
  if (!existsSync(file)) throw new Failure('not_found', `There is no backup at ${file}.`)
  if (belongsToDatabase(file, database)) {
    throw new Failure('invalid_input', `${file} is the database itself: name a backup of it.`)
  }
  const isThere = existsSync(database)
  if (isThere && statSync(database).size > 0 && !overwrite) {
    throw new Failure(
      'already_exists',
      `There is a database at ${database} already: --force sets it aside, and puts the backup in its place.`,
    )
  }
  const aside = `${database}.${new Date(now()).toISOString().replace(/[:.]/g, '-')}`
  let migrations: string[] = []
  const examine = async (draft: string) => {
    migrations = await examineBackup(draft, config, log)
  }
  try {
    mkdirSync(path.dirname(database), { recursive: true, mode: 0o700 })
    await putBackup(file, { to: database, aside, examine })
  } catch (error) {
    throw new Failure('invalid_input', `${file} was not restored. ${(error as Error).message}`, {
      cause: error,
    })
  }
  return { file, database, setAside: isThere ? aside : null, migrations }
}

function fileToRestore(url: string): string {
  const file = sqliteFileOf(url)
  if (file !== undefined) return file
  throw new Failure(
    'invalid_input',
    url.startsWith('sqlite:')
      ? 'The configured database is in memory only: name a file.'
      : 'The configured database is PostgreSQL: pg_restore brings back what pg_dump made of it.',
  )
}

/** Given a copy, on which it tries the migrations and rolls them back. Returns their names. */
async function examineBackup(
  draft: string,
  { masterKey: source }: Wanted,
  log: Options['log'],
): Promise<string[]> {
  const { db, close } = await openDatabase(`sqlite:${draft}`)
  try {
    const pending = await pendingMigrations(db)
    // A database in which nothing is sealed fits any key.
    if ((await findCanary(db)) !== undefined) {
      const sealer = createSealer(loadMasterKey({ source, isSealed: true, log }))
      await checkMasterKey({ db, sealer })
    }
    return pending.map(({ name }) => name)
  } finally {
    await close()
  }
}
