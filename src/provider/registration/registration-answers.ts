import { Failure } from '../../base/errors.ts'
import { type Problem, retryAfter, toProblem } from '../../web/problem.ts'
import { faultOfMember } from './application-metadata.ts'

const MOST_FAULTS = 10

/** Everything that goes wrong, in the words of RFC 7591 section 3.2.2 and RFC 6750 section 3.1. */
export function sendRefusal(failed: unknown): Response {
  const { status, code, message } = toProblem(failed)
  const faults = failed instanceof Failure ? failed.fields.map(faultOfMember) : []
  const told = faults.slice(0, MOST_FAULTS).map((fault) => `${fault.path}: ${fault.message}`)
  const isOfAddress = faults.length > 0 && faults.every(({ path }) => /^redirect_uris\b/.test(path))
  const error = isOfAddress ? 'invalid_redirect_uri' : (ERRORS[code] ?? code)
  return Response.json(
    { error, error_description: told.join(' ') || message },
    {
      // RFC 7592 section 2.1, and Okta: a client that is none is answered as one without a right.
      status: error === 'invalid_client' ? 401 : status,
      headers: {
        ...(CHALLENGES[error] && { 'www-authenticate': CHALLENGES[error] }),
        ...(failed instanceof Failure && retryAfter(failed)),
      },
    },
  )
}

const ERRORS: Partial<Record<Problem['code'], string>> = {
  invalid_input: 'invalid_client_metadata',
  not_signed_in: 'invalid_token',
  forbidden: 'insufficient_scope',
  not_found: 'invalid_client',
  internal_error: 'server_error',
}

const REALM = 'Bearer realm="Latchkey"'
const CHALLENGES: Readonly<Record<string, string>> = {
  invalid_token: `${REALM}, error="invalid_token"`,
  insufficient_scope: `${REALM}, error="insufficient_scope"`,
  invalid_client: REALM,
}

/** An address that is known, asked in another way than those that there are. */
export function refuseMethods(allow: string): () => Response {
  return () =>
    sendInvalidRequest(`This address takes ${allow}.`, { status: 405, headers: { allow } })
}

/** What is wrong with a request beside its metadata. */
export function sendInvalidRequest(message: string, init: ResponseInit = {}): Response {
  const told = { error: 'invalid_request', error_description: message }
  return Response.json(told, { status: 400, ...init })
}
