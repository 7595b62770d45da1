import type { DatabaseSync } from 'node:sqlite'
import { type Commit, isAcknowledgedLater } from './acknowledge.ts'

type GroupCommit = {
  /**
   * Runs `statement` now; the promise resolves when what it wrote is committed, or at once in a
   * request whose answer waits for that (acknowledge.ts).
   */
  write<T>(statement: () => T): Promise<T>
  /**
   * Begins a transaction of several statements inside the group: it can still be undone alone, and
   * the group is not committed before it ends.
   */
  begin(): void
  /** What the transaction wrote is the group's. Resolves as a single write does. */
  release(): Promise<void>
  undo(): void
  /**
   * Runs `statement` now. What it reads may be of a write that is not committed yet, so the promise
   * resolves when that is, or at once in a request, as above.
   */
  read<T>(statement: () => T): T | Promise<T>
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

  /** A full disk or a failed read ends the whole transaction, and with it the others' writes. */
  function failIfEnded(error: unknown, joined: Group): void {
    if (group === joined && !sqlite.isTransaction) fail(error)
  }

  async function acknowledge(joined: Group): Promise<void> {
    if (!isAcknowledgedLater(joined)) await joined.wait()
  }

  /** The transaction inside is over: what waited for its end may go on. */
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
      // Of what others have written meanwhile it may tell, also where it is undone.
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
    /** The same for who has only read: they hurry nobody, as each commit costs everybody. */
    seen: Commit
    end(error?: unknown): void
  }>

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
