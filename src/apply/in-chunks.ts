const AT_ONCE = 16

/** Runs a few at a time: hashing refuses a long queue, and a database has few connections. */
export async function inChunks<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const chunk = items.slice(start, start + AT_ONCE)
    results.push(...(await Promise.all(chunk.map((item, i) => work(item, start + i)))))
  }
  return results
}
