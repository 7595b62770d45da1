import { Failure } from '../base/errors.ts'
import { retryAfter, toProblem } from '../web/problem.ts'
import { scimTypeOf } from './scim-failure.ts'

const MEDIA_TYPE = 'application/scim+json'

export type Resource = Readonly<Record<string, unknown>> &
  Readonly<{ id: string; meta: Readonly<{ location: string; version: string }> }>

/** Any body; a resource brings its version and, when it is new, its address (RFC 7644 section 3.3). */
export function send(body: object, status = 200, headers: Record<string, string> = {}): Response {
  const all = { 'content-type': `${MEDIA_TYPE}; charset=utf-8`, ...headers }
  return new Response(JSON.stringify(body), { status, headers: all })
}

export function sendResource(shown: object, { meta }: Resource, status = 200): Response {
  return send(shown, status, { etag: meta.version, location: meta.location })
}

/** A refusal that is no `Failure` of ours. */
export function sendRefusal(status: 405 | 501, detail: string): Response {
  return send({ schemas: [ERROR], status: String(status), detail }, status)
}

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'

export function sendFailure(error: unknown): Response {
  const { status, message } = toProblem(error)
  const scimType = error instanceof Failure ? scimTypeOf(error) : undefined
  const body = {
    schemas: [ERROR],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
    detail: message,
  }
  return send(body, status, {
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="SCIM"' }),
    ...(error instanceof Failure && retryAfter(error)),
  })
}

type Listed = Readonly<{ total: number; startIndex: number; resources: readonly object[] }>

export function sendList({ total, startIndex, resources }: Listed): Response {
  return send({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  })
}

export function sendNothing(): Response {
  return new Response(null, { status: 204 })
}
