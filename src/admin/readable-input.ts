import { Failure } from '../base/errors.ts'
import type { AdminContext } from './admin-deps.ts'

const MEBIBYTE = 1024 * 1024
const DEEPEST = 32

/**
 * What no field can hold is refused before any field is looked at: a body that is too large or no
 * JSON, and texts with a NUL or half a surrogate pair, which databases refuse or change.
 */
export async function refuseUnreadable(c: AdminContext, largestBytes = MEBIBYTE): Promise<void> {
  for (const part of [decoded(c.req.path), ...Object.values(c.req.query())]) refuseText(part)
  if (Number(c.req.header('content-length') ?? 0) > largestBytes) throw tooLarge(largestBytes)
  if (['GET', 'HEAD'].includes(c.req.method)) return
  const { body } = c.req.raw
  const text = body ? await readBounded(body, largestBytes) : ''
  // What was read is what validators read: Hono keeps it by this name, as a promise.
  c.req.bodyCache.text = Promise.resolve(text) as unknown as string
  requireJson(c, text !== '')
  if (text === '') return
  refuseValue(parsed(text), 0)
}

/** No form of another site can send JSON: beside the same origin this stops forged requests. */
function requireJson(c: AdminContext, hasBody: boolean): void {
  const type = c.req.header('content-type')
  if (type === undefined ? !hasBody : /^application\/json\s*(;|$)/i.test(type)) return
  throw new Failure('unsupported_media', 'Send the body as application/json.')
}

async function readBounded(
  body: ReadableStream<Uint8Array>,
  largestBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop by a throw cancels the stream: the rest of a flood is not read.
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > largestBytes) throw tooLarge(largestBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tooLarge(largestBytes: number): Failure {
  const most = `${largestBytes / MEBIBYTE} MiB`
  return new Failure('too_large', `What was sent is larger than ${most}.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('invalid_input', 'The body is not JSON.')
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new Failure('not_found', 'There is nothing at this address.')
  }
}

function refuseValue(value: unknown, depth: number): void {
  if (depth > DEEPEST) throw new Failure('invalid_input', 'The body is nested too deeply.')
  if (typeof value === 'string') refuseText(value)
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    refuseText(name)
    refuseValue(inner, depth + 1)
  }
}

/** Neither NUL, which PostgreSQL has no place for, nor half a surrogate pair. */
export function isPlainText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

function refuseText(text: string): void {
  if (isPlainText(text)) return
  throw new Failure('invalid_input', 'A text has a character that no text can have.')
}
