const lasts = new Map<string, Promise<unknown>>()

/**
 * Runs work of the same name one after the other, in this process. Between nodes the versions decide:
 * there are too few nodes for their retries to starve each other.
 */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const mine = (lasts.get(name) ?? Promise.resolve()).then(work)
  const last = mine.catch(() => {})
  lasts.set(name, last)
  try {
    return await mine
  } finally {
    if (lasts.get(name) === last) lasts.delete(name)
  }
}
