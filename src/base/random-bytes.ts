import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4_096)
let used = pool.length

/**
 * Random bytes for names: of rows, of sessions, of traces. Drawn from the system many at a time, since
 * asking it costs more than the bytes, and every sign-in needs a handful. Valid until the next call;
 * for secrets ask the system itself (token.ts), so that none lies about in memory.
 */
export function bytesForNames(length: number): Uint8Array {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}
