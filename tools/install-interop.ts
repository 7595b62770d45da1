import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

const FOLDER = path.join(import.meta.dirname, '..', 'interop')

/** True where interop/node_modules is not there, or was installed before its lock last changed. */
function isInteropStale(folder: string = FOLDER): boolean {
  const installed = path.join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return true
  return statSync(path.join(folder, 'package-lock.json')).mtimeMs > statSync(installed).mtimeMs
}

/** Installs the foreign client libraries that tests run against, where they are not there yet. */
export function installInterop(): void {
  if (!isInteropStale()) return
  const { status, error } = spawnSync('npm', ['ci', '--prefix', FOLDER], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32', // npm is a script there, which only a shell can start
  })
  if (status !== 0) throw error ?? new Error(`npm ci in interop failed with ${status}`)
}

if (import.meta.main) installInterop()
