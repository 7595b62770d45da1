import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ConfigProblem, KeyPath } from './problem.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Keys whose value may be in a file of its own, which the same key with `_file` names. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'database',
  'smtp',
  'clientSecret',
  'secret',
  'privateKey',
  'password',
  'passwordHash',
])

/** Pictures, which may be files too; their content becomes a data URI. */
const PICTURE_KEYS: ReadonlySet<string> = new Set(['logo', 'icon'])

type Source = Readonly<{ env: Environment; folder: string }>
type Resolved = Readonly<{ value: unknown; problems: readonly ConfigProblem[] }>

/**
 * Fills in `${VAR}` and the contents of `*_file`. It does so after parsing, so that a variable that
 * contains `: ` or a line break stays a value and cannot become another key.
 */
export function resolveValues(raw: unknown, source: Source): Resolved {
  const problems: ConfigProblem[] = []
  const fault = (at: KeyPath, message: string) => {
    // A variable that occurs twice in one value is one fault.
    if (problems.at(-1)?.message !== message || problems.at(-1)?.path !== at) {
      problems.push({ path: at, message })
    }
  }

  function resolve(value: unknown, at: KeyPath): unknown {
    if (typeof value === 'string') return interpolate(value, at)
    if (Array.isArray(value)) return value.map((item, i) => resolve(item, [...at, i]))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => resolveEntry(value, key, item, at)),
    )
  }

  function resolveEntry(siblings: object, key: string, item: unknown, at: KeyPath) {
    const here = [...at, key]
    const named = key.endsWith('_file') ? key.slice(0, -'_file'.length) : ''
    const isPicture = PICTURE_KEYS.has(named)
    if (!SECRET_KEYS.has(named) && !isPicture) return [key, resolve(item, here)]
    if (named in siblings) fault(here, `Give ${named} or ${key}, not both.`)
    if (typeof item !== 'string') fault(here, 'must be the path of a file.')
    const read = (file: string) => (isPicture ? readPicture(file) : readSecret(file))
    return [named, typeof item === 'string' ? readFrom(interpolate(item, here), read, here) : '']
  }

  function readFrom(file: string, read: (path: string) => string, at: KeyPath): string {
    try {
      return read(path.resolve(source.folder, file))
    } catch (error) {
      fault(at, `cannot be read: ${reasonOf(error)} (${file}).`)
      return ''
    }
  }

  // `$${` stands for the two characters themselves.
  function interpolate(text: string, at: KeyPath): string {
    return text.replace(/\$(\$\{)|\$\{([^}]*)\}/g, (_, escaped?: string, name = '') => {
      if (escaped) return escaped
      const value = source.env[name]
      if (!/^[A-Za-z_]\w*$/.test(name)) {
        fault(
          at,
          `\${${name}} is not the name of a variable. For the characters themselves write $\${.`,
        )
      } else if (value === undefined) {
        fault(at, `uses the environment variable ${name}, which is not set.`)
      }
      return value ?? ''
    })
  }

  return { value: resolve(raw, []), problems }
}

function readSecret(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
}

/** Without a media type: the bytes themselves say what kind of picture it is. */
function readPicture(file: string): string {
  return `data:;base64,${readFileSync(file, 'base64')}`
}

/** The reverse of interpolation, for exports. */
export function escapeValue(text: string): string {
  // A function, because $$ in a replacement is one $.
  return text.replaceAll('${', () => '$${')
}

export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'reading it is not permitted'
  if (code === 'EISDIR') return 'it is a folder'
  return error instanceof Error ? error.message : String(error)
}
