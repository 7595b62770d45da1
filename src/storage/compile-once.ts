import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './database.ts'
import { hasDirectQueries } from './direct-queries.ts'

/**
 * For the queries that every sign-in runs: building a query's text takes longer than SQLite takes to
 * answer it, and the text never changes. `build` runs once for each engine, with a placeholder for
 * every value, and later calls only fill these in. So `build` must not look at the values.
 */
export function compileOnce<V extends object, R>(
  build: (db: Db, values: V) => Compilable<R>,
): (db: Db, values: V) => Promise<R[]> {
  const statements = new Map<unknown, (values: V) => CompiledQuery<R>>()

  return async (db, values) => {
    const { adapter } = db.getExecutor()
    let fill = statements.get(adapter.constructor)
    if (!fill) {
      fill = statementOf(build(db, placeholdersFor(values)).compile())
      statements.set(adapter.constructor, fill)
    }
    const query = fill(values)
    // With a single connection, Kysely's way of acquiring it costs as much as the query itself.
    const isDirect = hasDirectQueries(adapter) && !db.isTransaction
    const { rows } = await (isDirect ? adapter.runDirectly(query) : db.executeQuery(query))
    return rows
  }
}

/** The compiled query with a value for each placeholder. */
function statementOf<V extends object, R>(compiled: CompiledQuery<R>) {
  const { query, sql, queryId, parameters } = compiled
  const takers = parameters.map((parameter) =>
    parameter instanceof Placeholder
      ? (values: V) => values[parameter.name as keyof V]
      : () => parameter,
  )
  return (values: V): CompiledQuery<R> => ({
    query,
    sql,
    queryId,
    parameters: takers.map((take) => take(values)),
  })
}

class Placeholder {
  readonly name: string | number
  constructor(name: string | number) {
    this.name = name
  }
}

function placeholdersFor<V extends object>(values: V): V {
  // The cast is safe: only the query builder sees placeholders, and it passes values on unread.
  if (Array.isArray(values)) return values.map((_, index) => new Placeholder(index)) as object as V
  const names = Object.keys(values)
  return Object.fromEntries(names.map((name) => [name, new Placeholder(name)])) as V
}
