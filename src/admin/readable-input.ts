import { Failure } from '../base/errors.ts'
import { decodedPath, parsedJson, readBounded, refuseText } from '../web/readable-body.ts'
import type { AdminContext } from './admin-deps.ts'

const MEBIBYTE = 1024 * 1024

/**
 * Refuses what no field can hold before any field is looked at: a body that is too large or not
 * JSON, and texts with a NUL or half a surrogate pair, which databases refuse or alter.
 */
export async function refuseUnreadable(c: AdminContext, largestBytes = MEBIBYTE): Promise<void> {
  for (const part of [decodedPath(c.req.path), ...Object.values(c.req.query())]) refuseText(part)
  const text = await readBounded(c.req.raw, largestBytes)
  if (['GET', 'HEAD'].includes(c.req.method)) return
  // Hands the body on to the validators: Hono caches it under this name, as a promise.
  c.req.bodyCache.text = Promise.resolve(text) as unknown as string
  requireJson(c, text !== '')
  if (text !== '') parsedJson(text)
}

/** No form on another site can send JSON; with the check of the origin this stops forged requests. */
function requireJson(c: AdminContext, hasBody: boolean): void {
  const type = c.req.header('content-type')
  if (type === undefined ? !hasBody : /^application\/json\s*(;|$)/i.test(type)) return
  throw new Failure('unsupported_media', 'Send the body as application/json.')
}
