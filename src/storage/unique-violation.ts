/** SQLite's SQLITE_CONSTRAINT_UNIQUE and _PRIMARYKEY, PostgreSQL's unique_violation. */
const CODES: readonly unknown[] = [2067, 1555, '23505']

/** Whether a write failed because somebody else came first: a lost race, not a bug. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'errcode' in error ? error.errcode : 'code' in error ? error.code : undefined
  return CODES.includes(code)
}
