import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './database.ts'

/**
 * For the queries of every sign-in: building the text of a query takes longer than SQLite takes to
 * answer it, and the text is always the same. `build` runs once for each engine, with a placeholder
 * for every value; after that only the values change. So it must not look at them.
 */
export function compileOnce<V extends object, R>(
  build: (db: Db, values: V) => Compilable<R>,
): (db: Db, values: V) => Promise<R[]> {
  const compiled = new Map<unknown, CompiledQuery<R>>()

  return async (db, values) => {
    const engine = db.getExecutor().adapter.constructor
    let query = compiled.get(engine)
    if (!query) {
      query = build(db, placeholdersFor(values)).compile()
      compiled.set(engine, query)
    }
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.name as keyof V] : parameter,
    )
    const { rows } = await db.executeQuery<R>({ ...query, parameters })
    return rows
  }
}

class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

function placeholdersFor<V extends object>(values: V): V {
  const names = Object.keys(values)
  // Only the query builder sees them, which hands every value on as it is.
  return Object.fromEntries(names.map((name) => [name, new Placeholder(name)])) as V
}
