import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ConfigProblem, KeyPath } from './problem.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What may be kept in a file of its own, named by the same key with `_file` behind it. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'database',
  'clientSecret',
  'secret',
  'privateKey',
  'password',
  'passwordHash',
])

type Source = Readonly<{ env: Environment; folder: string }>
type Resolved = Readonly<{ value: unknown; problems: readonly ConfigProblem[] }>

/**
 * Puts `${VAR}` and the contents of `*_file` in their places. After parsing, not before: a
 * variable that holds `: ` or a line break stays a value and cannot become another key.
 */
export function resolveValues(raw: unknown, source: Source): Resolved {
  const problems: ConfigProblem[] = []
  const fault = (at: KeyPath, message: string) => {
    // The same variable twice in one value is one fault.
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
    const secret = key.endsWith('_file') ? key.slice(0, -'_file'.length) : ''
    if (!SECRET_KEYS.has(secret)) return [key, resolve(item, here)]
    if (secret in siblings) fault(here, `Give ${secret} or ${key}, not both.`)
    if (typeof item !== 'string') fault(here, 'must be the path of a file.')
    return [secret, typeof item === 'string' ? readSecret(interpolate(item, here), here) : '']
  }

  function readSecret(file: string, at: KeyPath): string {
    try {
      return readFileSync(path.resolve(source.folder, file), 'utf8').replace(/\r?\n$/, '')
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

/** The reverse of interpolation, for text that goes into a file. */
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
