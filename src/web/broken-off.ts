/**
 * Whether who sent a request was gone before its end: Node's own words for that. A connection to a
 * database that is lost has a `syscall`.
 */
export function isBrokenOff(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'ECONNRESET') return error.message === 'aborted' && syscall === undefined
  return code === 'HPE_INVALID_EOF_STATE'
}
