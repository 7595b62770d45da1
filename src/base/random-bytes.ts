import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4_096)
let used = pool.length

/**
 * Random bytes for identifiers (of rows, sessions, traces), which are no secrets. They are drawn from
 * the system 4 KiB at a time, because the call costs more than the bytes. The result is valid until
 * the next call. Secrets come straight from the system (token.ts), so that none lingers in the pool.
 */
export function bytesForNames(length: number): Uint8Array {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}
