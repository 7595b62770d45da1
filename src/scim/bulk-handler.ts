import { Failure } from '../base/errors.ts'
import { send, sendFailure } from './answers.ts'
import { baseUrlOf } from './base-url.ts'
import {
  type BulkOperation,
  type BulkRequest,
  readBulk,
  referencesOf,
  requireBulkOperation,
  resolved,
} from './bulk-request.ts'
import { readBody } from './read-request.ts'
import type { ScimApi } from './scim-env.ts'

/** Handles one operation as a request of its own, with the same token. */
type Do = (request: Request) => Promise<Response>

/** Many changes in one request (RFC 7644 section 3.7), each on its own, in the order they were sent. */
export function mountBulk(api: ScimApi, operations: ScimApi): void {
  api.post('/Bulk', async (c) => {
    const bulk = readBulk(await readBody(c))
    const env = { ...c.env, provisioner: c.var.provisioner }
    const done = await doAll(bulk, baseUrlOf(c), async (request) => operations.fetch(request, env))
    return send({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
      Operations: done,
    })
  })
}

/**
 * An operation that refers to something a later one creates waits for that. It fails if that was not
 * created, or if operations wait for each other.
 */
async function doAll(
  { operations, failOnErrors }: BulkRequest,
  baseUrl: string,
  work: Do,
): Promise<object[]> {
  const ids = new Map<string, string>()
  const answers: object[] = []
  let failed = 0
  let waiting = operations.map((one) => ({ one, isMissing: missingIn(one, ids) }))
  for (let isStuck = false; waiting.length > 0; ) {
    const later: typeof waiting = []
    for (const entry of waiting) {
      const missing = entry.isMissing()
      if (missing !== undefined && !isStuck) {
        later.push(entry)
        continue
      }
      const operation = resolved(entry.one, ids)
      const response =
        missing === undefined ? await doOne(operation, baseUrl, work) : notMade(missing)
      const { id, answer } = await answerTo(operation, response, baseUrl)
      answers.push(answer)
      if (id !== undefined && operation.bulkId !== undefined) ids.set(operation.bulkId, id)
      if (!response.ok) failed += 1
      if (failed >= failOnErrors) return answers
    }
    isStuck = later.length === waiting.length
    waiting = later
  }
  return answers
}

/** The reference an operation still waits for. A resolved one stays so, so each is checked off once. */
function missingIn(operation: BulkOperation, ids: ReadonlyMap<string, string>) {
  const references = referencesOf(operation)
  let met = 0
  return (): string | undefined => {
    while (met < references.length && ids.has(references[met] ?? '')) met += 1
    return references[met]
  }
}

async function doOne(
  { method, path, version, data, ...operation }: BulkOperation,
  baseUrl: string,
  work: Do,
): Promise<Response> {
  try {
    requireBulkOperation({ method, path, version, data, ...operation })
  } catch (error) {
    return sendFailure(error)
  }
  const headers = {
    'content-type': 'application/scim+json',
    ...(version !== undefined && { 'if-match': version }),
  }
  const body = method === 'DELETE' ? {} : { body: JSON.stringify(data ?? null) }
  return work(new Request(`${baseUrl}${path}`, { method, headers, ...body }))
}

function notMade(bulkId: string): Response {
  const message = `Nobody was made with the bulkId ${bulkId.slice(0, 100)}.`
  return sendFailure(new Failure('conflict', message))
}

async function answerTo(
  { method, bulkId, path }: BulkOperation,
  response: Response,
  baseUrl: string,
): Promise<{ id: string | undefined; answer: object }> {
  const { headers, status, ok } = response
  const location = headers.get('location') ?? (method === 'POST' ? null : `${baseUrl}${path}`)
  const version = headers.get('etag')
  const answer = {
    ...{ method, ...(bulkId !== undefined && { bulkId }) },
    ...(location && { location }),
    ...(version && { version }),
    status: String(status),
    ...(!ok && { response: await response.json() }),
  }
  return { id: status === 201 ? location?.slice(location.lastIndexOf('/') + 1) : undefined, answer }
}
