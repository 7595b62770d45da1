import { Failure } from '../base/errors.ts'
import { isPlainText } from '../web/readable-body.ts'

/** Where a page ended. Opaque to callers, who only send it back. */
function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The parts of a cursor; undefined for the first page. Refuses a cursor that was not made here. */
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

/** The caller reads one item more than a page has, to know whether there is another page. */
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
