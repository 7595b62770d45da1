import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { findPostgres } from '../test/support/postgres-binaries.ts'

type Need = { what: string; package: string; found(): boolean }

const NEEDS: readonly Need[] = [
  {
    what: 'PostgreSQL (or LATCHKEY_TEST_DATABASE_URL)',
    package: 'postgresql',
    found: () => Boolean(process.env.LATCHKEY_TEST_DATABASE_URL || findPostgres()),
  },
  { what: 'Chromium', package: 'chromium', found: () => onPath('chromium', 'google-chrome') },
]

/**
 * Brings what the tests need beside the npm packages: from Debian's packages when this machine has
 * them and we may install. What cannot be had is told in one line each, and its tests will fail.
 */
export function setUpMachine(): void {
  const missing = NEEDS.filter((need) => !need.found())
  if (missing.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) install(missing)
  for (const { what, package: name, found } of missing) {
    if (!found())
      console.error(`Missing for the tests: ${what}. On Debian: apt-get install ${name}`)
  }
}

function install(needs: readonly Need[]): void {
  const names = needs.map((need) => need.package)
  console.error(`Installing for the tests: ${names.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', ...names]]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0) console.error(`apt-get ${args.join(' ')} failed: ${stderr.trim()}`)
  }
}

function onPath(...names: string[]): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return names.some((name) => folders.some((folder) => existsSync(path.join(folder, name))))
}

if (import.meta.main) setUpMachine()
