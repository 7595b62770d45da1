import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Config } from '../config.ts'
import { findCanary } from '../core/installation/installation-store.ts'
import { type Finding, note, right, risky, wrong } from '../doctor/finding.ts'
import type { Db } from '../storage/database.ts'
import { pendingMigrations } from '../storage/migrate.ts'
import { sqliteFileOf } from '../storage/sqlite-file.ts'

const LEAST_FREE_BYTES = 256 * 1024 * 1024
const OTHERS = 0o077

/** Whether the tables fit this program; writes nothing. */
export async function examineTables(db: Db): Promise<Finding> {
  const pending = await pendingMigrations(db)
  if (pending.length === 0) return right('database', 'The database answers and is up to date.')
  const names = pending.map(({ name }) => name).join(', ')
  return note('database', `The next start will bring the tables up to date: ${names}.`, {
    remedy: 'To see what that does: latchkey migrate --dry-run',
  })
}

/** The database's file, if it has one: who may read it, and whether there is room to grow. */
export function examineFile(url: string): Finding[] {
  const file = sqliteFileOf(url)
  if (file === undefined || !existsSync(file)) return []
  const { bavail, bsize } = statfsSync(path.dirname(file))
  const free = bavail * bsize
  const megabytes = Math.round(free / 1024 / 1024)
  return [
    examineMode('database file', file),
    free >= LEAST_FREE_BYTES
      ? right('disk', 'There is room for the database to grow.')
      : risky('disk', `Only ${megabytes} MB are free where the database is.`, {
          remedy: 'Sign-ins fail when it cannot write. Make room, or move it to a larger disk.',
        }),
  ]
}

/** For a database that does not exist yet: whether the first start can make it. Opening it would. */
export function examinePlace(url: string): Finding {
  const file = path.resolve(sqliteFileOf(url) ?? '')
  const folder = nearestFolder(path.dirname(file))
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return note('database', 'There is no database yet; the first start makes it.')
  } catch {
    return wrong('database', `There is no database yet, and none can be made at ${file}.`, {
      expected: `whoever runs this may write to ${folder}`,
      received: 'they may not',
      remedy: 'Make the folder theirs, or name another file as database in latchkey.yaml.',
    })
  }
}

/** The first start makes missing folders. */
function nearestFolder(folder: string): string {
  const above = path.dirname(folder)
  return existsSync(folder) || above === folder ? folder : nearestFolder(above)
}

/** The key that seals every stored secret: whether it exists, and who may read it. */
export async function examineMasterKey(
  db: Db | undefined,
  { masterKey: source }: Pick<Config, 'masterKey'>,
): Promise<Finding> {
  if (source.kind === 'value') return right('master key', 'It comes from LATCHKEY_MASTER_KEY.')
  const { file, made } = source
  if (existsSync(file)) return examineMode('master key', file)
  const isSealed = db !== undefined && (await findCanary(db).catch(() => undefined)) !== undefined
  return made && !isSealed
    ? note('master key', `The first start will make one at ${file}.`)
    : wrong('master key', `There is no master key at ${file}.`, {
        remedy: 'Put the file back from its copy, or give LATCHKEY_MASTER_KEY.',
      })
}

function examineMode(check: string, file: string): Finding {
  const mode = statSync(file).mode & 0o777
  if ((mode & OTHERS) === 0) return right(check, `Only its owner can read ${file}.`)
  return risky(check, `Others on this machine can read ${file}.`, {
    expected: '600',
    received: mode.toString(8),
    remedy: `chmod 600 ${file}`,
  })
}
