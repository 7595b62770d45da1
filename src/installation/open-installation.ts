import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type Clock, systemClock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { createLog, type Log } from '../base/log.ts'
import { createSealer, type Sealer } from '../base/seal.ts'
import type { Config } from '../config.ts'
import { checkMasterKey } from '../core/installation/check-master-key.ts'
import { findCanary } from '../core/installation/installation-store.ts'
import { migrate, pendingMigrations } from '../storage/migrate.ts'
import { MIGRATIONS } from '../storage/migrations/all.ts'
import { type OpenDatabase, openDatabase } from '../storage/open-database.ts'
import { isMissing } from '../storage/sqlite-file.ts'
import { explainDatabaseError, isDatabaseError } from './explain-database-error.ts'
import { loadMasterKey } from './load-master-key.ts'

/** A database that is ready for use: its tables are current, and its secrets can be opened. */
export type Installation = OpenDatabase & Readonly<{ sealer: Sealer; now: Clock; log: Log }>

type Wanted = Pick<Config, 'database' | 'masterKey' | 'logLevel'>

export async function openInstallation(config: Wanted): Promise<Installation> {
  const log = createLog(config.logLevel)
  const database = await openConfigured(config.database, log)
  const { db } = database
  try {
    const migrations = await migrate(db)
    if (migrations.length > 0) log.info({ migrations }, 'the database was migrated')
    const isSealed = (await findCanary(db)) !== undefined
    const sealer = createSealer(loadMasterKey({ source: config.masterKey, isSealed, log }))
    await checkMasterKey({ db, sealer })
    return { ...database, sealer, now: systemClock, log }
  } catch (error) {
    await database.close()
    throw isDatabaseError(error) ? explainDatabaseError(error, config.database) : error
  }
}

/**
 * For commands that only show what would be done: it makes no table, no file and no key. If there is no
 * database yet, an empty one in memory takes the place of what the first start would make.
 */
export async function openUnchanged(config: Wanted): Promise<Installation> {
  if (isMissing(config.database)) return openEmpty(config)
  const database = await openConfigured(config.database)
  const { db } = database
  try {
    const pending = await pendingMigrations(db)
    if (pending.length === MIGRATIONS.length) {
      await database.close()
      return await openEmpty(config)
    }
    if (pending.length > 0) throw olderVersion()
    const log = createLog(config.logLevel)
    const isSealed = (await findCanary(db)) !== undefined
    const source = isSealed ? config.masterKey : asMade(config.masterKey)
    const sealer = createSealer(loadMasterKey({ source, isSealed, log }))
    if (isSealed) await checkMasterKey({ db, sealer })
    return { ...database, sealer, now: systemClock, log }
  } catch (error) {
    await database.close()
    throw isDatabaseError(error) ? explainDatabaseError(error, config.database) : error
  }
}

function openEmpty({ masterKey }: Wanted): Promise<Installation> {
  return openInstallation({
    database: 'sqlite::memory:',
    masterKey: asMade(masterKey),
    logLevel: 'silent', // it would report tables that do not exist
  })
}

/** The key that exists, or a random one in place of the one that the first start would make. */
function asMade(source: Config['masterKey']): Config['masterKey'] {
  if (source.kind === 'value' || !source.made || existsSync(source.file)) return source
  return { kind: 'value', text: randomBytes(32).toString('base64') }
}

function olderVersion(): Failure {
  return new Failure(
    'invalid_input',
    'The database is that of an older version, and was not changed. The start of this one brings it up to date, or latchkey migrate; latchkey migrate --dry-run shows how.',
  )
}

/** The database only, for commands that look at its tables before they are current. */
export async function openConfigured(url: string, log?: Log): Promise<OpenDatabase> {
  try {
    return await openDatabase(url, log && { log })
  } catch (error) {
    // Only the driver has run so far, so the error is about the address.
    if (error instanceof Failure || !(error instanceof Error)) throw error
    throw explainDatabaseError(error, url)
  }
}
