import { SECOND } from '../base/clock.ts'
import { type Finding, note, right, risky, wrong } from './finding.ts'

/** The tolerance for times in ID tokens. */
const TOLERATED_MS = 30 * SECOND
const NOTICEABLE_MS = 5 * SECOND

/** Compares the clocks by the `Date` of an answer (RFC 9110 section 6.6.1), in whole seconds. */
export function examineClock(aheadMs: number | undefined): Finding {
  if (aheadMs === undefined) {
    return note('clock', 'It sends no Date, so the two clocks cannot be compared.')
  }
  const seconds = Math.round(Math.abs(aheadMs) / SECOND)
  const direction = aheadMs > 0 ? 'ahead of' : 'behind'
  if (Math.abs(aheadMs) <= NOTICEABLE_MS) return right('clock', 'Its clock and ours agree.')
  const values = {
    expected: 'at most 30 s apart',
    received: `${seconds} s ${direction} ours`,
    remedy:
      'Let both machines take their time from NTP. Most often it is the one here that is off.',
  }
  const sentence = `Its clock is ${seconds} s ${direction} ours.`
  if (Math.abs(aheadMs) <= TOLERATED_MS) return risky('clock', sentence, values)
  return wrong('clock', `${sentence} Its tokens look expired or not yet valid here.`, values)
}
