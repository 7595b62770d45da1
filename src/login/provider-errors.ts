import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client'
import { Failure, type StepDetail } from '../base/errors.ts'
import { redactText } from '../core/audit/redact.ts'
import { tokenAheadSeconds } from './provider-clock.ts'

/** Whether an error of the library is about the ID token, rather than about the exchange itself. */
export function isAboutIdToken(error: unknown): boolean {
  const { message } = reasonOf(error)
  return error instanceof ClientError && /\bJWT\b|\bJWE\b|\bJWS\b|ID Token|id_token/.test(message)
}

type Clean = (text: string) => string

type Told = Readonly<{
  /** What was asked of the provider, as a method and an address. */
  asked: string
  /** Credentials that were sent with it: a provider may repeat them in its answer. */
  sent?: readonly string[]
}>

/** The library's words for what went wrong, as a failure with both values where it has them. */
export function toFailure(error: unknown, { asked, sent = [] }: Told): unknown {
  const clean = (text: string) =>
    sent.reduce((told, credential) => told.replaceAll(credential, '[redacted]'), text)
  const inner = findFailure(error)
  if (inner) return cleaned(inner, clean)
  if (error instanceof ResponseBodyError) return refusal(error, asked, clean)
  if (error instanceof WWWAuthenticateChallengeError) {
    if (asked.startsWith('POST ')) return challenged(error, asked, clean)
    const detail = { asked, expected: 200, received: error.status }
    return new Failure('upstream_rejected', 'It did not accept its own access token.', { detail })
  }
  if (!(error instanceof ClientError)) return error
  const { message, cause } = reasonOf(error)
  // Userinfo may be a token as well (OIDC Core section 5.3.2): there it is the answer.
  const isIdToken = asked.startsWith('POST ') && isAboutIdToken(error)
  const whole = isIdToken ? 'ID token' : 'answer'
  return new Failure('upstream_rejected', `Its ${whole} did not pass the checks.`, {
    detail: { asked, check: redactText(message), ...comparison(message, cause) },
    cause: error,
  })
}

/**
 * RFC 6749 section 5.2: a token endpoint that asks for authentication does not accept the client.
 * The library looks at the challenge before the answer's own words, which stay unread.
 */
function challenged(
  { cause, status }: WWWAuthenticateChallengeError,
  asked: string,
  clean: Clean,
): Failure {
  const told = cause.map(({ parameters }) => parameters).find(({ error }) => error !== undefined)
  const error = clean(told?.error ?? 'invalid_client').slice(0, 60)
  const received = [error, clean(told?.error_description ?? '')].filter(Boolean).join(': ')
  return new Failure(
    'upstream_rejected',
    REFUSALS[error] ?? `It answered with an error: ${error}.`,
    {
      detail: {
        asked,
        check: 'token endpoint answer',
        error,
        expected: 'tokens',
        received,
        status,
      },
    },
  )
}

const REFUSALS: Readonly<Record<string, string>> = {
  invalid_client: 'It did not accept the client ID and client secret of this connection.',
  invalid_grant: 'It did not accept the code that the browser brought back.',
  unauthorized_client: 'It does not allow this client to sign people in with a code.',
}

function refusal(told: ResponseBodyError, asked: string, clean: Clean): Failure {
  const error = clean(told.error)
  const message = REFUSALS[error] ?? `It answered with an error: ${error.slice(0, 100)}.`
  return new Failure('upstream_rejected', message, {
    detail: {
      asked,
      check: 'token endpoint answer',
      error: error.slice(0, 60),
      expected: 'tokens',
      received: [error, clean(told.error_description ?? '')].filter(Boolean).join(': '),
      status: told.status,
    },
    cause: told,
  })
}

function cleaned(failure: Failure, clean: Clean): Failure {
  const entries = Object.entries(failure.detail).map(
    ([name, value]) => [name, typeof value === 'string' ? clean(value) : value] as const,
  )
  const detail = Object.fromEntries(entries)
  return new Failure(failure.code, clean(failure.message), { detail, cause: failure })
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
function comparison(message: string, cause: unknown): StepDetail {
  const missing = /^JWT "(\w+)" .*claim missing$/.exec(message)?.[1]
  if (missing) return { check: missing, expected: `the claim ${missing}`, received: 'nothing' }
  const property = /body "(\w+)" property must/.exec(message)?.[1]
  if (property) return { check: property, expected: 'a text', received: 'nothing, or no text' }
  if (cause instanceof Response) return responseComparison(cause)
  const otherwise = { expected: 'an answer as the standard has it', received: redactText(message) }
  if (!isRecord(cause)) return otherwise
  const { claim, claims, expected, attribute, body, header } = cause
  if (typeof claim === 'string' && isRecord(claims)) {
    return {
      check: claim,
      ...claimComparison(claim, cause, claims[claim]),
      ...offBy(cause, claims),
    }
  }
  if (typeof attribute === 'string' && isRecord(body)) {
    return { check: attribute, expected: plain(expected), received: plain(body[attribute]) }
  }
  if (isRecord(header) && expected !== undefined) {
    return { check: 'alg', expected: [expected].flat().join(', '), received: plain(header.alg) }
  }
  return otherwise
}

function responseComparison({ status, headers }: Response): StepDetail {
  if (status !== 200) return { check: 'status', expected: 200, received: status }
  const received = headers.get('content-type') ?? 'no content type'
  return { check: 'content type', expected: 'application/json', received }
}

function claimComparison(
  claim: string,
  { expected, now }: Record<string, unknown>,
  received: unknown,
): StepDetail {
  switch (claim) {
    case 'nonce':
      return { expected: 'the nonce of this attempt', received: 'another one' }
    case 'exp':
      return { expected: `later than ${timeOf(now)}`, received: timeOf(received) }
    case 'nbf':
      return { expected: `not later than ${timeOf(now)}`, received: timeOf(received) }
    case 'aud':
      return { expected: plain(expected ?? 'this client alone, or azp'), received: plain(received) }
    default:
      return { expected: plain(expected), received: plain(received) }
  }
}

/** What is wrong with a time, is told in seconds as well. */
function offBy(
  { claim, now }: Record<string, unknown>,
  claims: Record<string, unknown>,
): StepDetail {
  if (typeof claim !== 'string' || typeof now !== 'number' || !TIMES.includes(claim)) return {}
  return { offSeconds: tokenAheadSeconds(claims, claim, now) }
}

const TIMES: readonly string[] = ['exp', 'nbf', 'iat']

/** The protocol counts in seconds; people read dates. */
export function timeOf(seconds: unknown): string {
  const date = new Date(Number(seconds) * 1_000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
}

function plain(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
