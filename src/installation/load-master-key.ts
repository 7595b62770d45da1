import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { Failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { type MasterKeySource, parseMasterKey } from '../config/master-key-source.ts'
import { reasonOf } from '../config/resolve-values.ts'

type Given = Readonly<{
  source: MasterKeySource
  /** Whether something is sealed already, which a new key could not open. */
  isSealed: boolean
  log: Pick<Log, 'info' | 'warn'>
}>

/** The 32 bytes that seal every stored secret. Created if none is given and nothing is sealed yet. */
export function loadMasterKey({ source, isSealed, log }: Given): Uint8Array {
  if (source.kind === 'value') return parsed(source.text, 'LATCHKEY_MASTER_KEY')
  const { file, made } = source
  const text = readKeyFile(file)
  if (text !== undefined) {
    if ((statSync(file).mode & 0o077) !== 0 && made) {
      log.warn({ file }, `the master key can be read by others: chmod 600 ${file}`)
    }
    return parsed(text, file)
  }
  if (isSealed || !made) {
    const remedy = isSealed
      ? 'This database was sealed with a master key: put its file back, or give LATCHKEY_MASTER_KEY.'
      : `Make one with: openssl rand -base64 32 > ${file}`
    throw new Failure('invalid_input', `There is no master key at ${file}. ${remedy}`)
  }
  makeKeyFile(file)
  log.info({ file }, 'made a master key for stored secrets: keep a copy of this file apart')
  // Another process may have been faster, so the file is what counts.
  return parsed(readKeyFile(file) ?? '', file)
}

function parsed(text: string, source: string): Uint8Array {
  const key = parseMasterKey(text)
  if (key) return key
  throw new Failure('invalid_input', `${source} must hold 32 bytes in base64, and nothing else.`)
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    const told = `The master key at ${file} cannot be read: ${reasonOf(error)}.`
    throw new Failure('invalid_input', told, { cause: error })
  }
}

function makeKeyFile(file: string): void {
  try {
    writeKeyFile(file)
  } catch (error) {
    throw new Failure(
      'invalid_input',
      `The master key cannot be made: ${(error as Error).message}. Let whoever runs this write to ${path.resolve(path.dirname(file))}, or give LATCHKEY_MASTER_KEY.`,
      { cause: error },
    )
  }
}

/** Complete and on the disk before anything is sealed with it, and never in place of another key. */
function writeKeyFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  const handle = openSync(draft, 'wx', 0o600)
  writeSync(handle, `${randomBytes(32).toString('base64')}\n`)
  fsyncSync(handle)
  closeSync(handle)
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}
