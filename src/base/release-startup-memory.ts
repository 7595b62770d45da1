import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Loading the program leaves some forty megabytes of garbage, which V8 keeps for as long as there is
 * little to do. A single collection gives them back.
 */
export function releaseStartupMemory(): void {
  setFlagsFromString('--expose-gc')
  // Only a context made after the flag was set has `gc`; ours is older.
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  // `last-resort` returns the emptied pages to the system; an ordinary collection keeps them.
  if (typeof collect === 'function')
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
