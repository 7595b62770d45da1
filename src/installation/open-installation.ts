import { type Clock, systemClock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { createLog, type Log } from '../base/log.ts'
import { createSealer, type Sealer } from '../base/seal.ts'
import type { Config } from '../config.ts'
import { checkMasterKey } from '../core/installation/check-master-key.ts'
import { findCanary } from '../core/installation/installation-store.ts'
import { migrate } from '../storage/migrate.ts'
import { type OpenDatabase, openDatabase } from '../storage/open-database.ts'
import { loadMasterKey } from './load-master-key.ts'

/** A database that is ready to be worked with: its tables are current, its secrets can be opened. */
export type Installation = OpenDatabase & Readonly<{ sealer: Sealer; now: Clock; log: Log }>

export async function openInstallation(
  config: Pick<Config, 'database' | 'masterKey' | 'logLevel'>,
): Promise<Installation> {
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
    throw explained(error, config.database)
  }
}

/** The database alone, for those who look at its tables before they are current. */
export async function openConfigured(url: string, log?: Log): Promise<OpenDatabase> {
  try {
    return await openDatabase(url, log && { log })
  } catch (error) {
    throw explained(error, url)
  }
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'ENOENT'])
/** A folder that is somebody else's, most likely, or a file where a folder should be. */
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOSPC'])
/** PostgreSQL has no connection left, or is starting or stopping. */
const NOT_NOW = /^(53|57P)/
/** PostgreSQL's classes for "who are you" and "which database". */
const REFUSED = /^(28|3D)/

function explained(error: unknown, url: string): unknown {
  const { code, message } = error as { code?: string; message?: string }
  if (error instanceof Failure || typeof code !== 'string') return error
  const isFile = FORBIDDEN.has(code) || code.startsWith('ERR_SQLITE')
  const isServer = UNREACHABLE.has(code) || REFUSED.test(code) || NOT_NOW.test(code)
  if (!isFile && !isServer) return error
  const told = `The database ${withoutPassword(url)} cannot be opened: ${message || code}.`
  return new Failure('invalid_input', told, { cause: error })
}

function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1@').replace(/([?&]password=)[^&]*/, '$1…')
}
