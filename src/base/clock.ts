/** Time is passed in, so that tests decide what time it is. Epoch milliseconds everywhere. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

/** Whether something that was read then may still be used; not where the clock was set back since. */
export function isFresh(readAt: number, now: number, freshMs: number): boolean {
  return readAt <= now && now - readAt < freshMs
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
