import { type ErrorCode, Failure } from '../base/errors.ts'
import { retryAfter, statusOf } from '../web/problem.ts'

const MAY_BE_TYPED_AGAIN: readonly ErrorCode[] = [
  'wrong_password',
  'wrong_factor',
  'too_many_tries',
  'too_busy',
]

/** What is said on the screen itself, with what was typed, because another try may be right. */
export function isAnsweredOnScreen(error: unknown): error is Failure {
  return error instanceof Failure && MAY_BE_TYPED_AGAIN.includes(error.code)
}

export function answerTo(failure: Failure): {
  status: number
  headers: Record<string, string>
} {
  return { status: statusOf(failure.code), headers: retryAfter(failure) }
}
