import type { Clock } from '../../src/base/clock.ts'

export type MovableClock = Clock & { advance(ms: number): void }

/** The time as it is, until a test moves on. */
export function movableClock(aheadMs = 0): MovableClock {
  let ahead = aheadMs
  const advance = (ms: number) => {
    ahead += ms
  }
  return Object.assign(() => Date.now() + ahead, { advance })
}
