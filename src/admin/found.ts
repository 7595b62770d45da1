import { Failure } from '../base/errors.ts'

/** What was looked up in the caller's organization; another one's is not found either. */
export function found<T>(thing: T | undefined): T {
  if (thing !== undefined) return thing
  throw new Failure('not_found', 'There is no such thing here.')
}
