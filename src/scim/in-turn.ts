const lasts = new Map<string, Promise<unknown>>()

/**
 * Work under one name, one after the other. Of this process alone: between nodes versions decide,
 * and there are too few of those to keep each other from being done.
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
