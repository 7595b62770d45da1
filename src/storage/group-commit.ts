import type { DatabaseSync } from 'node:sqlite'

type Member = { confirm(): void; reject(error: unknown): void }

type GroupCommit = {
  /** Runs `statement` now; the promise resolves when what it wrote is committed. */
  write<T>(statement: () => T): Promise<T>
  /** Commits what is open, so that something else may begin. */
  flush(): void
}

/**
 * One commit for all single writes of one turn of the event loop, because a commit costs more than
 * a write. Nobody hears of a write before its commit: what was acknowledged survives a kill. A
 * statement that fails (a constraint) fails alone; SQLite undoes that statement and no other.
 */
export function createGroupCommit(sqlite: DatabaseSync): GroupCommit {
  const begin = sqlite.prepare('begin immediate')
  const commit = sqlite.prepare('commit')
  let members: Member[] = []
  let open = false

  function join(): void {
    if (open) return
    begin.run()
    open = true
    setImmediate(flush)
  }

  function fail(error: unknown): void {
    const failed = members
    open = false
    members = []
    if (sqlite.isTransaction) sqlite.exec('rollback')
    for (const member of failed) member.reject(error)
  }

  function flush(): void {
    if (!open) return
    try {
      commit.run()
    } catch (error) {
      fail(error)
      return
    }
    const confirmed = members
    open = false
    members = []
    for (const member of confirmed) member.confirm()
  }

  return {
    flush,
    write: (statement) =>
      new Promise((resolve, reject) => {
        try {
          join()
          const result = statement()
          members.push({ confirm: () => resolve(result), reject })
        } catch (error) {
          reject(error)
          // A full disk or a failed read ends the whole transaction, and with it the others' writes.
          if (open && !sqlite.isTransaction) fail(error)
        }
      }),
  }
}
