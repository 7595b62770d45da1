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
 * leave the process. Reads outside a transaction run at once, writes are committed together at the
 * end of the turn (group-commit.ts), transactions are alone (exclusive-turns.ts).
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
  /** The driver orders its callers itself: Kysely's own lock would leave one write a group. */
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
  const inTransaction = new WeakSet<object>()

  async function executeQuery<R>(
    caller: DatabaseConnection,
    query: CompiledQuery,
  ): Promise<QueryResult<R>> {
    const run = () => statements.run<R>(query)
    return turns.run(caller, () => {
      if (inTransaction.has(caller) || isRead(query)) return run()
      if (!VACUUM.test(query.sql)) return group.write(run)
      group.flush()
      return run()
    })
  }

  function end(caller: DatabaseConnection, how: 'commit' | 'rollback'): void {
    // A full disk ends a transaction by itself; there is nothing left to roll back then.
    if (how === 'commit' || sqlite.isTransaction) sqlite.exec(how)
    inTransaction.delete(caller)
    turns.leave(caller)
  }

  /** Callers outside a transaction need not be told apart. */
  const anybody = connection(executeQuery)

  return {
    runDirectly: (query) => executeQuery(anybody, query),
    init: async () => {},
    acquireConnection: async () => connection(executeQuery),
    async beginTransaction(caller, { accessMode }) {
      await turns.enter(caller)
      group.flush()
      // Immediate: to ask for the write lock only at the first write can fail in the middle.
      sqlite.exec(accessMode === 'read only' ? 'begin' : 'begin immediate')
      inTransaction.add(caller)
    },
    commitTransaction: async (caller) => end(caller, 'commit'),
    rollbackTransaction: async (caller) => end(caller, 'rollback'),
    async releaseConnection(caller) {
      if (inTransaction.has(caller)) end(caller, 'rollback')
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
    // All rows at once: a cursor left open between turns would see others' writes come and go.
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
