import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

/** The file of `sqlite:FILE?…`; undefined where the database is in memory or not SQLite's. */
export function sqliteFileOf(url: string): string | undefined {
  if (!url.startsWith('sqlite:')) return undefined
  const [file] = url.slice('sqlite:'.length).split('?')
  return !file || file === ':memory:' ? undefined : path.normalize(file)
}

/** Whether the database is a file that does not exist. */
export function isMissing(url: string): boolean {
  const file = sqliteFileOf(url)
  return file !== undefined && !existsSync(file)
}

/** Whether `file`, by whatever name, is the database or one of the files that SQLite puts beside it. */
export function belongsToDatabase(file: string, database: string): boolean {
  const told = identityOf(file)
  const its = ['', '-wal', '-shm', '-journal'].map((suffix) => identityOf(`${database}${suffix}`))
  return told !== undefined && its.includes(told)
}

function identityOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat && `${stat.dev} ${stat.ino}`
}
