import { Failure } from '../base/errors.ts'

const MEBIBYTE = 1024 * 1024
const DEEPEST = 32

/** The text of a body that is not larger than this. */
export async function readBounded(
  { headers, body }: Pick<Request, 'headers' | 'body'>,
  largestBytes: number,
): Promise<string> {
  if (Number(headers.get('content-length') ?? 0) > largestBytes) throw tooLarge(largestBytes)
  if (!body) return ''
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

/** JSON that is not nested without end, and whose texts every database can hold. */
export function parsedJson(text: string): unknown {
  const value = parsed(text)
  refuseValue(value, 0)
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('invalid_input', 'The body is not JSON.')
  }
}

/** The path as text; one that is none leads nowhere. */
export function decodedPath(path: string): string {
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

export function refuseText(text: string): void {
  if (isPlainText(text)) return
  throw new Failure('invalid_input', 'A text has a character that no text can have.')
}
