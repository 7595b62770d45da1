import { type ErrorCode, Failure } from '../base/errors.ts'
import { isBrokenOff } from './broken-off.ts'
import { isDatabaseAway } from './database-away.ts'

/**
 * The status of every foreseen failure. 502 and 504 are not used, though they would fit a failing
 * provider: proxies and CDNs replace such answers with pages of their own, and ours says what to do.
 */
const STATUS = {
  invalid_input: 400,
  not_found: 404,
  already_exists: 409,
  conflict: 409,
  test_required: 409,
  changed_meanwhile: 412,
  version_required: 428,
  unsupported_media: 415,
  not_signed_in: 401,
  forbidden: 403,
  sign_in_again: 403,
  wrong_password: 401,
  wrong_factor: 401,
  too_many_tries: 429,
  too_busy: 503,
  too_large: 413,
  sign_in_expired: 400,
  sign_in_loop: 400,
  not_assigned: 403,
  user_not_active: 403,
  sign_up_closed: 403,
  linking_refused: 403,
  upstream_rejected: 403,
  upstream_unreachable: 503,
  unknown_host: 421,
} as const satisfies Record<ErrorCode, number>

type ProblemStatus = (typeof STATUS)[ErrorCode] | 500

export type Problem = Readonly<{
  status: ProblemStatus
  code: ErrorCode | 'internal_error' | 'database_away'
  message: string
}>

export function statusOf(code: ErrorCode): ProblemStatus {
  return STATUS[code]
}

/** For programs, where a failure says how long to wait. */
export function retryAfter({ detail }: Failure): Record<string, string> {
  const { retryAfterSeconds } = detail
  return typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {}
}

/** What the outside may learn of an error. The detail and the cause stay in the trace and the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Failure) {
    return { status: STATUS[error.code], code: error.code, message: error.message }
  }
  if (isNotText(error)) {
    const message = 'What was sent holds characters that are no text.'
    return { status: STATUS.invalid_input, code: 'invalid_input', message }
  }
  if (isBrokenOff(error)) {
    const message = 'The request was broken off before its end.'
    return { status: STATUS.invalid_input, code: 'invalid_input', message }
  }
  if (isDatabaseAway(error)) {
    const message = 'The database does not answer at the moment. Try again in a moment.'
    return { status: 503, code: 'database_away', message }
  }
  return {
    status: 500,
    code: 'internal_error',
    message: 'Something failed on this side. It has been recorded; try again in a moment.',
  }
}

/** Nobody foresaw it, or nobody but us can mend it: it belongs into the log. */
export function isForLog(error: unknown): boolean {
  return ['internal_error', 'database_away'].includes(toProblem(error).code)
}

/** A NUL that came as text: PostgreSQL refuses it (`character_not_in_repertoire`), SQLite does not. */
function isNotText(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '22021'
}
