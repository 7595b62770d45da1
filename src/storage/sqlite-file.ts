import path from 'node:path'

/** The file of `sqlite:FILE?…`; undefined where the database is in memory or not SQLite's. */
export function sqliteFileOf(url: string): string | undefined {
  if (!url.startsWith('sqlite:')) return undefined
  const [file] = url.slice('sqlite:'.length).split('?')
  return !file || file === ':memory:' ? undefined : path.normalize(file)
}
