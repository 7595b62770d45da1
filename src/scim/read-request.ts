import { Failure } from '../base/errors.ts'
import { changedMeanwhile } from '../core/versions/claim-version-store.ts'
import { decodedPath, parsedJson, readBounded, refuseText } from '../web/readable-body.ts'
import { inTurn } from './in-turn.ts'
import type { ScimContext } from './scim-env.ts'
import { scimFailure } from './scim-failure.ts'

/** A group of ten thousand is told in one request. */
export const LARGEST_BYTES = 4 * 1024 * 1024

export type Body = Readonly<Record<string, unknown>>

/** Texts of the address are looked at before anything else, as those of bodies are. */
export function refuseUnreadableAddress(c: ScimContext): void {
  for (const part of [decodedPath(c.req.path), ...Object.values(c.req.query())]) refuseText(part)
}

export async function readBody(c: ScimContext): Promise<Body> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/(scim\+)?json\s*(;|$)/i.test(type)) {
    throw new Failure('unsupported_media', 'Send the body as application/scim+json.')
  }
  const body = parsedJsonOf(await readBounded(c.req.raw, LARGEST_BYTES))
  if (!isObject(body)) throw scimFailure('invalidSyntax', 'The body is not a JSON object.')
  return body
}

function parsedJsonOf(text: string): unknown {
  try {
    return parsedJson(text)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw scimFailure('invalidSyntax', error.message)
  }
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names of attributes are the same in any case (RFC 7643 section 2.1). */
export function field(body: Body, name: string): unknown {
  if (Object.hasOwn(body, name)) return body[name]
  const wanted = name.toLowerCase()
  const [, value] = Object.entries(body).find(([key]) => key.toLowerCase() === wanted) ?? []
  return value
}

/** If-Match: a change goes to the version that was read, or to none (RFC 7644 section 3.14). */
export function requireVersion(c: ScimContext, version: string): void {
  const wanted = c.req.header('if-match')
  if (wanted === undefined || isAmong(wanted, version)) return
  throw changedMeanwhile()
}

export function isUnchanged(c: ScimContext, version: string): boolean {
  const known = c.req.header('if-none-match')
  return known !== undefined && isAmong(known, version)
}

function isAmong(list: string, version: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return list.trim() === '*' || list.split(',').some((tag) => opaque(tag) === opaque(version))
}

const MOST_TRIES = 5

/**
 * Without a version in the request two changes at once both count, one after the other: who was
 * second reads again. With one, the second is told.
 */
export function changing<T>(c: ScimContext, change: () => Promise<T>): Promise<T> {
  return inTurn(c.req.path, () => tryingAgain(c, change))
}

async function tryingAgain<T>(c: ScimContext, change: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await change()
    } catch (error) {
      const isLate = error instanceof Failure && error.code === 'changed_meanwhile'
      if (!isLate || c.req.header('if-match') !== undefined || tries === MOST_TRIES) throw error
    }
  }
}
