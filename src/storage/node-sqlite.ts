import type { DatabaseSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { DirectQueries } from './direct-queries.ts'
import { createExclusiveTurns } from './exclusive-turns.ts'
import { createGroupCommit } from './group-commit.ts'
import { createPreparedStatements } from './prepared-statements.ts'

/**
 * Kysely on node:sqlite. One connection, which is enough: a query takes microseconds and does not
 * leave the process. Reads outside a transaction run at once, writes and transactions are committed
 * together (group-commit.ts), and while one is in a transaction the others wait (exclusive-turns.ts).
 */
export function nodeSqliteDialect(sqlite: DatabaseSync): Dialect {
  const driver = nodeSqliteDriver(sqlite)
  return {
    createAdapter: () => new NodeSqliteAdapter(driver.runDirectly),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

class NodeSqliteAdapter extends SqliteAdapter implements DirectQueries {
  readonly runDirectly: DirectQueries['runDirectly']
  constructor(runDirectly: DirectQueries['runDirectly']) {
    super()
    this.runDirectly = runDirectly
  }
  /** The driver orders its callers itself; with Kysely's own lock every group would have one write. */
  override get supportsMultipleConnections(): boolean {
    return true
  }
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

function nodeSqliteDriver(sqlite: DatabaseSync): Driver & DirectQueries {
  const statements = createPreparedStatements(sqlite)
  const group = createGroupCommit(sqlite)
  const turns = createExclusiveTurns()
  /** A transaction that only reads is SQLite's own; the others are savepoints of a group. */
  const inTransaction = new WeakMap<object, 'reads' | 'writes'>()

  async function executeQuery<R>(
    caller: DatabaseConnection,
    query: CompiledQuery,
  ): Promise<QueryResult<R>> {
    const run = () => statements.run<R>(query)
    return turns.run(caller, () => {
      if (inTransaction.has(caller)) return run()
      if (isRead(query)) return group.read(run)
      if (!VACUUM.test(query.sql)) return group.write(run)
      group.flush()
      return run()
    })
  }

  /** Ends the caller's transaction, if it is in one; resolves when what it wrote is durable. */
  async function end(caller: DatabaseConnection, how: 'commit' | 'rollback'): Promise<void> {
    const kind = inTransaction.get(caller)
    if (!kind) return
    inTransaction.delete(caller)
    let safe: Promise<void> | undefined
    try {
      if (kind === 'reads') sqlite.exec(how)
      else if (how === 'commit') safe = group.release()
      else group.undo()
    } finally {
      // Before the wait below, so that those in the queue write into the same group.
      turns.leave(caller)
    }
    await safe
  }

  /** Callers outside a transaction need not be told apart. */
  const anybody = connection(executeQuery)

  return {
    runDirectly: (query) => executeQuery(anybody, query),
    init: async () => {},
    acquireConnection: async () => connection(executeQuery),
    async beginTransaction(caller, { accessMode }) {
      await turns.enter(caller)
      if (accessMode === 'read only') {
        group.flush()
        sqlite.exec('begin')
        inTransaction.set(caller, 'reads')
      } else {
        group.begin()
        inTransaction.set(caller, 'writes')
      }
    },
    commitTransaction: (caller) => end(caller, 'commit'),
    rollbackTransaction: (caller) => end(caller, 'rollback'),
    async releaseConnection(caller) {
      await end(caller, 'rollback')
      turns.leave(caller)
    },
    async destroy() {
      group.flush()
      sqlite.close()
    },
  }
}

function connection(
  execute: <R>(caller: DatabaseConnection, query: CompiledQuery) => Promise<QueryResult<R>>,
): DatabaseConnection {
  const self: DatabaseConnection = {
    executeQuery: (query) => execute(self, query),
    // All rows at once: a cursor left open across turns would see others' writes come and go.
    async *streamQuery<R>(query: CompiledQuery) {
      yield await execute<R>(self, query)
    },
  }
  return self
}

const READ = /^\s*(select|values|explain|pragma)\b/i
const VACUUM = /^\s*vacuum\b/i // refuses to run in a transaction

function isRead({ query, sql }: CompiledQuery): boolean {
  return query.kind === 'SelectQueryNode' || READ.test(sql)
}
