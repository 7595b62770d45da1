/** What node and `pg` say of a connection, and classes of PostgreSQL's own codes (appendix A). */
const CONNECTION = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/
/** 08 connection, 53 resources, 57P shut down; one that only reads, a statement that took too long. */
const POSTGRES = /^(08|53|57P)|^(25006|25P03|57014)$/
/** `pg` has no codes of its own. */
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/
/** Busy, locked, only to be read, not readable, full, not to be opened: SQLite's primary codes. */
const SQLITE: readonly unknown[] = [5, 6, 8, 10, 13, 14]

/**
 * Whether the database cannot be reached, or cannot do what was asked just now: it restarts, it has
 * no connection left, its disk is full. That passes, and who asks is to come again.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  // An extended code of SQLite has the primary one in its lowest byte.
  if (code === 'ERR_SQLITE_ERROR') return SQLITE.includes(Number(errcode) & 0xff)
  if (typeof code === 'string' && (CONNECTION.test(code) || POSTGRES.test(code))) return true
  return WORDS.test(error.message)
}
