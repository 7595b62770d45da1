import type { CompiledQuery, DialectAdapter, QueryResult } from 'kysely'

/** What only the adapter of an in-process database can do: it has no connection to wait for. */
export type DirectQueries = Readonly<{
  /** Runs a query outside any transaction. */
  runDirectly<R>(query: CompiledQuery<R>): Promise<QueryResult<R>>
}>

export function hasDirectQueries(
  adapter: DialectAdapter,
): adapter is DialectAdapter & DirectQueries {
  return 'runDirectly' in adapter
}
