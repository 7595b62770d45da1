import type { MiddlewareHandler } from 'hono'
import { DAY, MINUTE } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import { digest } from '../base/token.ts'
import {
  claimIdempotencyKey,
  findIdempotentAnswer,
  forgetIdempotencyKey,
  keepIdempotentAnswer,
} from '../core/idempotency/idempotency-store.ts'
import type { AdminApi, AdminContext, AdminDeps, AdminEnv } from './admin-deps.ts'
import { ALL_ROUTES } from './contract/all-routes.ts'
import { idempotencyKey } from './contract/fields.ts'

/** How long an unfinished creation, most likely one that crashed, blocks another try. */
const UNFINISHED_MS = MINUTE
const KEPT_MS = DAY
const LONGEST = 200

/** Makes the routes whose contract has the header `Idempotency-Key` obey it. */
export function rememberCreations(api: AdminApi, deps: AdminDeps): void {
  for (const route of ALL_ROUTES) {
    if (route.request?.headers !== idempotencyKey) continue
    api.on(route.method.toUpperCase(), route.getRoutingPath(), remembering(deps))
  }
}

/**
 * A creation that is repeated with the same key, because its answer got lost, gets the first answer
 * again. That is stored sealed, since it may contain a secret that is shown only once.
 */
function remembering(deps: AdminDeps): MiddlewareHandler<AdminEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || key.length === 0 || key.length > LONGEST) return next()
    const { db, sealer, now } = deps
    const id = nameOf(c, key)
    const requestDigest = digest((await c.req.text()) || '{}')
    const claimed = await claimIdempotencyKey(
      db,
      { id, requestDigest, expiresAt: now() + UNFINISHED_MS },
      now(),
    )
    if (!claimed) return answerAgain(deps, id, requestDigest)
    await next()
    if (!c.res.ok) return forgetIdempotencyKey(db, id)
    const etag = c.res.headers.get('etag')
    const answer = JSON.stringify({ body: await c.res.clone().text(), etag })
    const kept = { status: c.res.status, answerSealed: await sealer.seal(answer) }
    await keepIdempotentAnswer(db, id, { ...kept, expiresAt: now() + KEPT_MS })
  }
}

/** Scopes a key to one person and one path of one organization. */
function nameOf(c: AdminContext, key: string): string {
  const { user } = c.var.caller
  return digest([c.env.visit.organization.id, user.id, c.req.method, c.req.path, key].join('\n'))
}

async function answerAgain(
  { db, sealer }: AdminDeps,
  id: string,
  requestDigest: string,
): Promise<Response> {
  const kept = await findIdempotentAnswer(db, id)
  if (kept && kept.requestDigest !== requestDigest) {
    throw new Failure('conflict', 'This Idempotency-Key was used for another creation.')
  }
  if (!kept?.answerSealed || kept.status === undefined) {
    throw new Failure('conflict', 'The first request with this Idempotency-Key is still under way.')
  }
  const { body, etag }: { body: string; etag: string | null } = JSON.parse(
    await sealer.open(kept.answerSealed),
  )
  return new Response(body, {
    status: kept.status,
    headers: { 'content-type': 'application/json', ...(etag && { etag }) },
  })
}
