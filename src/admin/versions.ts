import { HTTPException } from 'hono/http-exception'
import { Failure } from '../base/errors.ts'
import { digest } from '../base/token.ts'
import { changedMeanwhile } from '../core/versions/claim-version-store.ts'
import { toProblem } from '../web/problem.ts'
import type { AdminContext } from './admin-deps.ts'
import { problemResponse } from './problem-json.ts'

type Versioned = Readonly<{ updatedAt: number }>

export function etagOf({ updatedAt }: Versioned): string {
  return `"${updatedAt}"`
}

/** For what has no time of change: the version is a digest of its content. */
export function etagOfContent(content: object): string {
  return `"${digest(JSON.stringify(content)).slice(0, 22)}"`
}

type Change<T> = Readonly<{
  /** Reads the thing as it is; called again if the change came too late. */
  read: () => Promise<T>
  etag: (present: T) => string
  view: (present: T) => object
  change: (present: T) => Promise<T>
}>

/**
 * A change to what the caller has read, whose version If-Match names (RFC 9110 section 13.1.1). If
 * there is another version by now, the answer contains it, so that nothing entered is lost.
 */
export async function changeVersion<T>(c: AdminContext, steps: Change<T>): Promise<T> {
  const wanted = c.req.header('if-match')
  if (wanted === undefined) {
    throw new Failure(
      'version_required',
      'Say in If-Match which version is to be changed: the ETag of what was read.',
    )
  }
  const present = await steps.read()
  try {
    if (wanted.trim() !== steps.etag(present)) throw changedMeanwhile()
    return await steps.change(present)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'changed_meanwhile') throw error
    const newest = await steps.read()
    const told = { current: steps.view(newest), etag: steps.etag(newest) }
    throw new HTTPException(412, { res: problemResponse(toProblem(error), told) })
  }
}

/** `ETag`, for the next change. */
export function withVersion(c: AdminContext, versioned: Versioned): void {
  c.header('etag', etagOf(versioned))
}
