import { AsyncLocalStorage } from 'node:async_hooks'

/** Something written that is not safe yet. `wait` resolves when it is, and rejects where it was lost. */
export type Commit = Readonly<{ wait(): Promise<void> }>

const requests = new AsyncLocalStorage<Set<Commit>>()

/**
 * Runs what answers one request. Its single writes are made at once and seen by whoever reads next,
 * but only the answer is held back until all of them are committed, instead of each write on the way
 * waiting for a commit of its own: nobody outside hears of anything that a crash could undo.
 * Rejects where a commit failed, whatever `run` came to. On PostgreSQL, where a write returns when
 * it is committed, there is nothing left to wait for at the end.
 */
export async function acknowledgeAtEnd<T>(run: () => Promise<T> | T): Promise<T> {
  const commits = new Set<Commit>()
  try {
    return await requests.run(commits, run)
  } finally {
    for (const commit of commits) await commit.wait()
  }
}

/** True in a request whose answer will wait for it. Anybody else has to wait on the spot. */
export function isAcknowledgedLater(commit: Commit): boolean {
  const commits = requests.getStore()
  commits?.add(commit)
  return commits !== undefined
}
