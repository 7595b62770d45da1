import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client'
import { Failure, type StepDetail } from '../base/errors.ts'
import { redactText } from '../core/audit/redact.ts'

/** Whether an error of the library is about the ID token, rather than about the exchange itself. */
export function isAboutIdToken(error: unknown): boolean {
  const { message } = reasonOf(error)
  return error instanceof ClientError && /\bJWT\b|\bJWE\b|\bJWS\b|ID Token|id_token/.test(message)
}

/** The library's words for what went wrong, as a failure with both values where it has them. */
export function toFailure(error: unknown, asked: string): unknown {
  const inner = findFailure(error)
  if (inner) return inner
  if (error instanceof ResponseBodyError) return refusal(error, asked)
  if (error instanceof WWWAuthenticateChallengeError) {
    const detail = { asked, expected: 200, received: error.status }
    return new Failure('upstream_rejected', 'It did not accept its own access token.', { detail })
  }
  if (!(error instanceof ClientError)) return error
  const { message, cause } = reasonOf(error)
  return new Failure('upstream_rejected', 'What it answered did not pass the checks.', {
    detail: { asked, check: redactText(message), ...comparison(cause) },
    cause: error,
  })
}

const REFUSALS: Readonly<Record<string, string>> = {
  invalid_client: 'It did not accept the client ID and client secret of this connection.',
  invalid_grant: 'It did not accept the code that the browser brought back.',
  unauthorized_client: 'It does not allow this client to sign people in with a code.',
}

function refusal(error: ResponseBodyError, asked: string): Failure {
  const message =
    REFUSALS[error.error] ?? `It answered with an error: ${error.error.slice(0, 100)}.`
  return new Failure('upstream_rejected', message, {
    detail: {
      asked,
      check: 'token endpoint answer',
      expected: 'tokens',
      received: [error.error, error.error_description].filter(Boolean).join(': '),
      status: error.status,
    },
    cause: error,
  })
}

function findFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error
  return error instanceof Error ? findFailure(error.cause) : undefined
}

/** The library wraps its findings once: the outer message says what kind, the inner what. */
function reasonOf(error: unknown): { message: string; cause: unknown } {
  if (!(error instanceof Error)) return { message: String(error), cause: undefined }
  const inner = error.cause
  if (inner instanceof Error) return { message: inner.message, cause: inner.cause }
  return { message: error.message, cause: inner }
}

/** What was expected and what came, out of the library's notes; never a whole token or answer. */
function comparison(cause: unknown): StepDetail {
  if (cause instanceof Response) return { expected: 200, received: cause.status }
  if (!isRecord(cause)) return {}
  const { claim, claims, expected, attribute, body, header } = cause
  if (typeof claim === 'string' && isRecord(claims)) {
    return {
      claim,
      expected: plain(expected ?? expectedOf(claim, cause)),
      received: plain(claims[claim]),
    }
  }
  if (typeof attribute === 'string' && isRecord(body)) {
    return { claim: attribute, expected: plain(expected), received: plain(body[attribute]) }
  }
  if (isRecord(header)) return { expected: plain(expected), received: plain(header.alg) }
  return {}
}

function expectedOf(claim: string, { now }: Record<string, unknown>): unknown {
  if (claim === 'exp') return `later than ${now}`
  if (claim === 'nbf' || claim === 'iat') return `not later than ${now}`
  return claim === 'aud' ? 'this client alone, or azp' : undefined
}

function plain(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
