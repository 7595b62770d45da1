import path from 'node:path'
import { Failure } from '../base/errors.ts'
import { sqliteFileOf } from '../storage/sqlite-file.ts'

/**
 * PostgreSQL's classes for "no connection", "who are you", "which database" and "not now", and its codes
 * for "not permitted" and "a standby": what an operator mends. The other classes are bugs of ours.
 */
const REFUSED = /^(?:08|28|3D|3F|53|57|58)...$|^42501$|^25006$/

/** Whether it is the surroundings that are wrong: files, networks, a database's users. */
export function isDatabaseError(error: unknown): error is Error {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (!(error instanceof Error) || typeof code !== 'string') return false
  return syscall !== undefined || code.startsWith('ERR_SQLITE') || REFUSED.test(code)
}

/** Why the database cannot be worked with, and what to do where that can be said. */
export function explainDatabaseError(error: Error, url: string): Failure {
  const { code = '', message } = error as NodeJS.ErrnoException
  const reason = (message || code).replace(/\.$/, '')
  const told = [`The database ${withoutPassword(url)} cannot be opened: ${reason}.`]
  const remedy = remedyFor(code, message, url)
  if (remedy !== undefined) told.push(remedy)
  return new Failure('invalid_input', told.join(' '), { cause: error })
}

function remedyFor(code: string, message: string, url: string): string | undefined {
  const file = sqliteFileOf(url)
  if (file !== undefined && (/^(EACCES|EPERM|EROFS)$/.test(code) || /readonly/.test(message))) {
    return `Who runs this must be able to write to ${path.resolve(file)} and to its folder.`
  }
  if (code === '42501') {
    return 'Let its user own it: alter database NAME owner to USER.'
  }
  if (/client password must be a string/.test(message)) {
    return 'It asks for a password, and its address has none: postgres://USER:PASSWORD@HOST/NAME.'
  }
  return undefined
}

/** Up to the last @: a password with one in it must not be told in part. */
function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:/@]*):.*@/, '$1@').replace(/([?&]password=)[^&]*/, '$1…')
}
