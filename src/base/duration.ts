import { DAY, HOUR, MINUTE, SECOND } from './clock.ts'
import { Failure } from './errors.ts'

const UNITS = { d: DAY, h: HOUR, m: MINUTE, s: SECOND, ms: 1 } as const

/** `45s`, `30m`, `2h`, `7d` in milliseconds. (`ms` is for exports of times no other unit fits.) */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d{1,9}(?=[dhms]$)|\d{1,13}(?=ms$))(.+)$/.exec(text.trim()) ?? []
  if (count && unit && Number(count) > 0) return Number(count) * UNITS[unit as keyof typeof UNITS]
  throw new Failure(
    'invalid_input',
    `A duration is a whole number and a unit, such as 45s, 30m, 2h or 7d. Received: ${text.slice(0, 40)}`,
  )
}

/** The reverse of `parseDuration`, in the largest unit that is exact. */
export function formatDuration(ms: number): string {
  for (const [unit, length] of Object.entries(UNITS)) {
    if (ms >= length && ms % length === 0) return `${ms / length}${unit}`
  }
  return '1ms'
}
