import { Failure } from '../base/errors.ts'
import { isPlainText } from '../web/readable-body.ts'

/** Where a page ended. Opaque to callers, who only hand it back. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The parts of a cursor; undefined at the first page. Nobody else makes cursors that are read. */
export function decodeCursor(text: string | undefined, count: number): string[] | undefined {
  if (text === undefined) return undefined
  const parts = parsed(text)
  const isOurs =
    Array.isArray(parts) &&
    parts.length === count &&
    parts.every((part) => typeof part === 'string' && isPlainText(part))
  if (isOurs) return parts
  const message = 'Give the `next` of the page before, as it was.'
  throw new Failure('invalid_input', message, { fields: [{ path: 'after', message }] })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** One more than the page was read, to know whether there is another. */
export function pageFrom<T>(
  items: readonly T[],
  limit: number,
  cursorOf: (last: T) => readonly string[],
): { items: T[]; next: string | null } {
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  const next = items.length > limit && last ? encodeCursor(cursorOf(last)) : null
  return { items: shown, next }
}
