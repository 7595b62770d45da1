import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Failure, type FieldFault } from '../base/errors.ts'
import { type Problem, toProblem } from '../web/problem.ts'
import { PROBLEM_JSON } from './contract/answers.ts'

const TITLES: Partial<Record<number, string>> = {
  400: 'What was sent cannot be used',
  401: 'Nobody is signed in',
  403: 'Not permitted',
  404: 'Not found',
  409: 'It collides with what is there',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Not JSON',
  428: 'A version is needed',
  503: 'Try again in a moment',
}

/** The only exit for everything that goes wrong in the API (RFC 9457). */
export function sendProblem(error: unknown): Response {
  if (error instanceof HTTPException && error.res) return error.res
  // This is how Hono reports a body that is missing or is not JSON.
  const known =
    error instanceof HTTPException ? new Failure('invalid_input', 'The body is not JSON.') : error
  return problemResponse(toProblem(known), {
    errors: known instanceof Failure ? known.fields : [],
  })
}

export function problemResponse(
  { status, code, message }: Problem,
  more: { errors?: readonly FieldFault[]; current?: unknown; etag?: string } = {},
): Response {
  const { errors = [], current, etag } = more
  const told = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Something failed on this side',
    status,
    code,
    detail: message,
    ...(errors.length > 0 && { errors }),
    ...(current !== undefined && { current }),
  }
  return Response.json(told, {
    status,
    headers: {
      'content-type': PROBLEM_JSON,
      ...(etag !== undefined && { etag }),
      ...(status === 401 && { 'www-authenticate': 'Bearer realm="Latchkey"' }),
    },
  })
}

/** Turns a validator's refusal into ours: all faults, each with its field. */
export function refuseInvalid(
  result: { success: true } | { success: false; error: z.ZodError },
  _: Context,
): undefined {
  if (result.success) return
  const fields = result.error.issues.flatMap(faultsOf)
  throw new Failure('invalid_input', 'Some fields cannot be used as they are.', { fields })
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }]
  return issue.keys.map((key) => ({
    path: [...path, key].join('.'),
    message: 'There is no such field.',
  }))
}
