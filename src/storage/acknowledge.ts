import { AsyncLocalStorage } from 'node:async_hooks'

/** Something written but not yet durable. `wait` resolves once it is, and rejects if it was lost. */
export type Commit = Readonly<{ wait(): Promise<void> }>

type Request = {
  commits: Set<Commit>
  /** The answer has gone out, so whatever still runs has to wait for its own commits. */
  isAnswered: boolean
}

const requests = new AsyncLocalStorage<Request>()

/**
 * Runs the handler of one request and holds its answer back until everything it wrote is committed,
 * and everything it read that others had not committed yet. The writes themselves do not wait and
 * are visible at once, so a request costs one commit, not one for each write, and still nobody
 * outside hears of anything that a crash could undo. Rejects if a commit failed, whatever `run`
 * returned. On PostgreSQL a write returns when it is committed, so there is nothing to wait for.
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
 * True inside a request whose answer will wait for the commit. Everybody else has to wait on the
 * spot, including what a request started but did not await, such as a timer.
 */
export function isAcknowledgedLater(commit: Commit): boolean {
  const request = requests.getStore()
  if (!request || request.isAnswered) return false
  request.commits.add(commit)
  return true
}
