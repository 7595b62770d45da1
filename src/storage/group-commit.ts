import type { DatabaseSync } from 'node:sqlite'
import { type Commit, isAcknowledgedLater } from './acknowledge.ts'

type GroupCommit = {
  /**
   * Runs `statement` now; the promise resolves when what it wrote is committed, or at once in a
   * request whose answer waits for that (acknowledge.ts).
   */
  write<T>(statement: () => T): Promise<T>
  /** Commits what is open, so that something else may begin. */
  flush(): void
}

/** A group that nobody waits for yet stays open for the next write, but the write lock is not ours to keep. */
const LONGEST_OPEN_MS = 2

/**
 * One commit for all single writes of a while, because a commit costs more than a write: from the
 * first of them to the end of the turn of the event loop in which somebody waits. A statement that
 * fails (a constraint) fails alone; SQLite undoes that statement and no other.
 */
export function createGroupCommit(sqlite: DatabaseSync): GroupCommit {
  const begin = sqlite.prepare('begin immediate')
  const commit = sqlite.prepare('commit')
  let group: Group | undefined

  function open(): Group {
    begin.run()
    group = createGroup(flush)
    return group
  }

  function close(error?: unknown): void {
    const closed = group
    group = undefined
    closed?.end(error)
  }

  function fail(error: unknown): void {
    if (sqlite.isTransaction) sqlite.exec('rollback')
    close(error)
  }

  function flush(): void {
    if (!group) return
    try {
      commit.run()
    } catch (error) {
      fail(error)
      return
    }
    close()
  }

  return {
    flush,
    async write(statement) {
      const joined = group ?? open()
      try {
        const result = statement()
        if (!isAcknowledgedLater(joined)) await joined.wait()
        return result
      } catch (error) {
        // A full disk or a failed read ends the whole transaction, and with it the others' writes.
        if (group === joined && !sqlite.isTransaction) fail(error)
        throw error
      }
    },
  }
}

type Group = Commit & Readonly<{ end(error?: unknown): void }>

function createGroup(flush: () => void): Group {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Whoever wrote hears of a failure when they wait.
  promise.catch(() => {})
  const later = setTimeout(flush, LONGEST_OPEN_MS)
  let soon: NodeJS.Immediate | undefined
  let ended = false
  return {
    wait() {
      if (!ended) soon ??= setImmediate(flush)
      return promise
    },
    end(error) {
      ended = true
      clearTimeout(later)
      clearImmediate(soon)
      if (error === undefined) resolve()
      else reject(error)
    },
  }
}
