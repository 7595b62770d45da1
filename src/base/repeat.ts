import { setTimeout as delay } from 'node:timers/promises'

type Options = Readonly<{
  everyMs: number
  /** By what part of `everyMs` pauses differ, so that many nodes do not all begin at one time. */
  spread?: number
  random?: () => number
  onError(error: unknown): void
}>

export type Repeating = Readonly<{
  /** Aborts the signal that rounds are given; resolves when the round under way has ended. */
  stop(): Promise<void>
}>

/**
 * Runs `round` in the background until it is stopped: a pause before each round, never two at once.
 * A round that fails is reported, and the next one comes all the same.
 */
export function repeat(
  round: (signal: AbortSignal) => Promise<void>,
  { everyMs, spread = 0, random = Math.random, onError }: Options,
): Repeating {
  const ending = new AbortController()
  const { signal } = ending

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = everyMs * (1 + spread * (random() - 0.5))
      await delay(pauseMs, undefined, { signal, ref: false })
      await round(signal).catch((error: unknown) => {
        if (!signal.aborted) onError(error)
      })
    }
  }

  const ended = loop().catch(() => {}) // Only the aborted delay rejects.
  return {
    async stop() {
      ending.abort()
      await ended
    },
  }
}
