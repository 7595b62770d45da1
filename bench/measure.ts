export type Measured = Readonly<{ perSecond: number; medianMs: number }>

/** One operation, done by the worker of this number: each has tokens and people of its own. */
export type Work = (worker: number) => Promise<unknown>

/** `workers` at once, each beginning again as soon as it is done, for `seconds`. */
export async function measure(
  work: Work,
  { workers, seconds }: { workers: number; seconds: number },
): Promise<Measured> {
  const start = performance.now()
  const end = start + seconds * 1_000
  const durations: number[] = []
  async function repeat(worker: number): Promise<void> {
    let begin = performance.now()
    while (begin < end) {
      await work(worker)
      const done = performance.now()
      durations.push(done - begin)
      begin = done
    }
  }
  await Promise.all(Array.from({ length: workers }, (_, worker) => repeat(worker)))
  const elapsed = (performance.now() - start) / 1_000
  return { perSecond: durations.length / elapsed, medianMs: median(durations) }
}

/** One round of each in turn, so that a machine that grows slow meanwhile is slow for all. */
export async function measureInTurns(
  works: readonly Work[],
  { rounds, ...each }: { rounds: number; workers: number; seconds: number },
): Promise<Measured[]> {
  const results: Measured[][] = works.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) {
      results[index]?.push(await measure(work, each))
    }
  }
  return results.map((measured) => ({
    perSecond: median(measured.map(({ perSecond }) => perSecond)),
    medianMs: median(measured.map(({ medianMs }) => medianMs)),
  }))
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}
