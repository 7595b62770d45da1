import { existsSync, globSync } from 'node:fs'
import path from 'node:path'

/** The folder with this machine's newest `postgres` and `initdb`; Debian keeps them off the path. */
export function findPostgres(): string | undefined {
  const installed = globSync('/usr/lib/postgresql/*/bin').sort((one, other) =>
    other.localeCompare(one, 'en', { numeric: true }),
  )
  const folders = [...installed, ...(process.env.PATH ?? '').split(path.delimiter)]
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')))
}
