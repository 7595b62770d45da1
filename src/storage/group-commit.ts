import type { DatabaseSync } from 'node:sqlite'
import { type Commit, isAcknowledgedLater } from './acknowledge.ts'

type GroupCommit = {
  /**
   * Runs `statement` now. The promise resolves when what it wrote is committed, or at once inside a
   * request, whose answer waits for the commit (acknowledge.ts).
   */
  write<T>(statement: () => T): Promise<T>
  /**
   * Begins a transaction of several statements inside the group. It can still be undone by itself,
   * and the group is not committed before it has ended.
   */
  begin(): void
  /** Ends the transaction; what it wrote is committed with the group. Resolves as `write` does. */
  release(): Promise<void>
  undo(): void
  /**
   * Runs `statement` now. It may read what is not committed yet, so the promise resolves when that
   * is, or at once inside a request, as above.
   */
  read<T>(statement: () => T): T | Promise<T>
  /** Commits the open group, if there is one. */
  flush(): void
}

/** A group that nobody waits for stays open for further writes, but not long: it has the write lock. */
const LONGEST_OPEN_MS = 2

/**
 * One commit for all writes of a short while, because a commit costs more than a write. A group
 * lasts from its first write to the end of the event-loop turn in which somebody begins to wait for
 * it. A statement that fails (on a constraint) fails alone: SQLite undoes that one and no other.
 */
export function createGroupCommit(sqlite: DatabaseSync): GroupCommit {
  const begin = sqlite.prepare('begin immediate')
  const commit = sqlite.prepare('commit')
  const savepoint = sqlite.prepare('savepoint inside')
  const release = sqlite.prepare('release inside')
  let group: Group | undefined
  let isInside = false
  let isDue = false

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
    isInside = false
    if (sqlite.isTransaction) sqlite.exec('rollback')
    close(error)
  }

  function flush(): void {
    isDue = isInside
    if (!group || isInside) return
    try {
      commit.run()
    } catch (error) {
      fail(error)
      return
    }
    close()
  }

  /** On a full disk or an I/O error SQLite ends the whole transaction, and all its writes are lost. */
  function failIfEnded(error: unknown, joined: Group): void {
    if (group === joined && !sqlite.isTransaction) fail(error)
  }

  async function acknowledge(joined: Group): Promise<void> {
    if (!isAcknowledgedLater(joined)) await joined.wait()
  }

  /** The inner transaction is over, so a commit that had to wait for it can happen now. */
  function leave(): void {
    isInside = false
    if (isDue) flush()
  }

  async function readWithin<T>(open: Group, statement: () => T): Promise<T> {
    const result = statement()
    if (!isAcknowledgedLater(open.seen)) await open.seen.wait()
    return result
  }

  return {
    flush,
    read: (statement) => (group ? readWithin(group, statement) : statement()),
    async write(statement) {
      const joined = group ?? open()
      let result: ReturnType<typeof statement>
      try {
        result = statement()
      } catch (error) {
        failIfEnded(error, joined)
        throw error
      }
      await acknowledge(joined)
      return result
    },
    begin() {
      // It may read what others have written, and reveal that even if it is undone itself.
      if (group) isAcknowledgedLater(group.seen)
      else open()
      savepoint.run()
      isInside = true
    },
    async release() {
      const joined = group ?? open()
      try {
        release.run()
      } catch (error) {
        failIfEnded(error, joined)
        throw error
      } finally {
        leave()
      }
      await acknowledge(joined)
    },
    undo() {
      if (sqlite.isTransaction) sqlite.exec('rollback to inside; release inside')
      else fail(new Error('The transaction was ended by the database.'))
      leave()
    },
  }
}

type Group = Commit &
  Readonly<{
    /** The same for those who only read: they wait, but do not hasten the commit. */
    seen: Commit
    end(error?: unknown): void
  }>

function createGroup(flush: () => void): Group {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // A failure reaches whoever waits; with nobody waiting it must not be an unhandled rejection.
  promise.catch(() => {})
  const later = setTimeout(flush, LONGEST_OPEN_MS)
  let soon: NodeJS.Immediate | undefined
  let ended = false
  return {
    wait() {
      if (!ended) soon ??= setImmediate(flush)
      return promise
    },
    seen: { wait: () => promise },
    end(error) {
      ended = true
      clearTimeout(later)
      clearImmediate(soon)
      if (error === undefined) resolve()
      else reject(error)
    },
  }
}
