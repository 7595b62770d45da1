import { z } from 'zod'
import { parseDuration } from '../base/duration.ts'
import { Failure } from '../base/errors.ts'
import { parsePicture } from '../core/pictures/data-uri.ts'

/** Text for one of our own parsers; if it throws a `Failure`, its message becomes the fault. */
export function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  })
}

/** Trimmed, because pasted text often has spaces around it. */
export const text = z.string().trim().min(1)

/** Not trimmed, because a space may belong to a secret. */
export const secretText = z.string().min(1)

/** A number without its unit is told as that. */
export const duration = z.preprocess(
  (given) => (typeof given === 'number' ? String(given) : given),
  parsed(parseDuration),
)

/** A picture as a data URI, which `*_file` becomes. */
export const picture = parsed(parsePicture)

export function address(what: string, accepts: (url: URL) => boolean = isWeb) {
  return parsed((given) => {
    const trimmed = given.trim()
    const url = URL.parse(trimmed)
    if (url && accepts(url)) return trimmed
    throw new Failure('invalid_input', `${what} Received: ${given.slice(0, 200)}`)
  })
}

function isWeb(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:'
}
