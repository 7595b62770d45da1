/** Every way a request can fail that we foresaw, and what it means to the person in front of it. */
export type ErrorCode =
  | 'invalid_input'
  | 'not_found'
  | 'already_exists'
  | 'conflict'
  | 'test_required'
  | 'changed_meanwhile'
  | 'version_required'
  | 'unsupported_media'
  | 'not_signed_in'
  | 'forbidden'
  | 'sign_in_again'
  | 'wrong_password'
  | 'wrong_factor'
  | 'too_many_tries'
  | 'too_busy'
  | 'too_large'
  | 'sign_in_expired'
  | 'sign_in_loop'
  | 'not_assigned'
  | 'user_not_active'
  | 'sign_up_closed'
  | 'linking_refused'
  | 'upstream_rejected'
  | 'upstream_unreachable'
  | 'unknown_host'

/** One fault in what was sent, with the path of its field. */
export type FieldFault = Readonly<{
  path: string
  message: string
  /** The fault is in a provider's document, and may be gone the next time that is read. */
  mayHeal?: boolean
}>

type Options = { detail?: StepDetail; cause?: unknown; fields?: readonly FieldFault[] }

/** What a trace may say about a step: plain values, `expected` beside `received`. Never a secret. */
export type StepDetail = Readonly<Record<string, string | number | boolean | null | undefined>>

/**
 * A failure we foresaw. `message` is shown to the person; `detail` and `cause` go to the
 * trace and the log and nowhere else. Anything that is not a `Failure` is a bug: answer 500.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: ErrorCode
  readonly detail: StepDetail
  readonly fields: readonly FieldFault[]

  constructor(code: ErrorCode, message: string, { detail = {}, cause, fields = [] }: Options = {}) {
    super(message, { cause })
    this.code = code
    this.detail = detail
    this.fields = fields
  }
}
