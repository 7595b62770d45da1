import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './database.ts'
import { hasDirectQueries } from './direct-queries.ts'

/**
 * For the queries of every sign-in: building the text of a query takes longer than SQLite takes to
 * answer it, and the text is always the same. `build` runs once for each engine, with a placeholder
 * for every value; after that only the values change. So it must not look at them.
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
    // Kysely's way to a connection costs as much as the query itself, where there is only one.
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
  // Only the query builder sees them, which hands every value on as it is.
  if (Array.isArray(values)) return values.map((_, index) => new Placeholder(index)) as object as V
  const names = Object.keys(values)
  return Object.fromEntries(names.map((name) => [name, new Placeholder(name)])) as V
}
