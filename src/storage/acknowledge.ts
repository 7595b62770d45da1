import { AsyncLocalStorage } from 'node:async_hooks'

/** Something written that is not safe yet. `wait` resolves when it is, and rejects where it was lost. */
export type Commit = Readonly<{ wait(): Promise<void> }>

type Request = {
  commits: Set<Commit>
  /** Nobody waits at the end of it any more: whatever goes on from here waits for itself. */
  isAnswered: boolean
}

const requests = new AsyncLocalStorage<Request>()

/**
 * Runs what answers one request. Its single writes are made at once and seen by whoever reads next,
 * but only the answer is held back until all of them are committed, and all that it has read of
 * others' too, instead of each write on the way waiting for a commit of its own: nobody outside
 * hears of anything that a crash could undo. Rejects where a commit failed, whatever `run` came to.
 * On PostgreSQL, where a write returns when it is committed, there is nothing left to wait for.
 */
export async function acknowledgeAtEnd<T>(run: () => Promise<T> | T): Promise<T> {
  const request: Request = { commits: new Set(), isAnswered: false }
  try {
    return await requests.run(request, run)
  } finally {
    try {
      await waitForAll(request)
    } finally {
      request.isAnswered = true
    }
  }
}

async function waitForAll({ commits }: Request): Promise<void> {
  while (commits.size > 0) {
    const waits = [...commits].map((commit) => commit.wait())
    commits.clear()
    await Promise.all(waits)
  }
}

/**
 * True in a request whose answer will wait for it. Anybody else has to wait on the spot: also what a
 * request has begun and its answer did not wait for, a timer for one.
 */
export function isAcknowledgedLater(commit: Commit): boolean {
  const request = requests.getStore()
  if (!request || request.isAnswered) return false
  request.commits.add(commit)
  return true
}
