import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'

type Prepared = { statement: StatementSync; returnsRows: boolean }

type PreparedStatements = {
  run<R>(query: Pick<CompiledQuery, 'sql' | 'parameters'>): QueryResult<R>
}

/** Runs queries with prepared statements, and keeps those that were used most recently. */
export function createPreparedStatements(sqlite: DatabaseSync, capacity = 256): PreparedStatements {
  const kept = new Map<string, Prepared>()

  function prepared(sql: string): Prepared {
    let found = kept.get(sql)
    if (found) kept.delete(sql)
    else {
      const statement = sqlite.prepare(sql)
      found = { statement, returnsRows: statement.columns().length > 0 }
    }
    kept.set(sql, found) // A Map keeps the order of insertion: the first is the least recently used.
    if (kept.size > capacity) kept.delete(kept.keys().next().value ?? sql)
    return found
  }

  return {
    run<R>({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): QueryResult<R> {
      const { statement, returnsRows } = prepared(sql)
      // The cast is safe because node:sqlite refuses what it cannot bind.
      const values = parameters as SQLInputValue[]
      // The row's type is what the query builder derived from the same statement.
      if (returnsRows) return { rows: statement.all(...values) as R[] }
      const { changes, lastInsertRowid } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    },
  }
}
