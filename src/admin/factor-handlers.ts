import { Failure } from '../base/errors.ts'
import { listFactors } from '../core/factors/list-factors.ts'
import { resetFactors } from '../core/factors/reset-factors.ts'
import { requireAuthority } from '../core/users/require-authority.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import { actorOf, deciderOf } from './caller.ts'
import * as contract from './contract/factors.ts'
import { toTime } from './time.ts'
import { getUser } from './user-handlers.ts'

export function mountFactors(api: AdminApi, deps: AdminDeps): void {
  api.openapi(contract.listFactors, async (c) => {
    const { id } = await getUser(deps, c, c.req.valid('param').id)
    const { factors, recoveryCodesLeft } = await listFactors(deps.db, id)
    const items = factors.map(({ createdAt, lastUsedAt, ...factor }) => ({
      ...factor,
      createdAt: toTime(createdAt),
      lastUsedAt: lastUsedAt === undefined ? null : toTime(lastUsedAt),
    }))
    return c.json({ items, recoveryCodesLeft }, 200)
  })

  api.openapi(contract.resetFactors, async (c) => {
    const user = await getUser(deps, c, c.req.valid('param').id)
    requireAuthority({ by: deciderOf(c), over: user })
    // A browser that was left open must not be enough to remove its own person's factors.
    if (user.id === c.var.caller.user.id) {
      throw new Failure('forbidden', 'Your own second factors are changed in your account.')
    }
    await resetFactors(deps, { user, actor: actorOf(c) })
    return c.body(null, 204)
  })
}
