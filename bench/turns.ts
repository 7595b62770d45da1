import { availableParallelism } from 'node:os'

/** One more at a time than there are cores; the others wait in order. The product does the same. */
export function createTurns(most = availableParallelism() + 1) {
  let running = 0
  const waiting: (() => void)[] = []

  return async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= most) await new Promise<void>((resume) => waiting.push(resume))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}
