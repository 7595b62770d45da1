import type { z } from '@hono/zod-openapi'
import type { ApiToken } from '../core/api-tokens/api-token.ts'
import { findApiToken, listApiTokens } from '../core/api-tokens/api-token-store.ts'
import { makeApiToken, revokeApiToken } from '../core/api-tokens/make-api-token.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/api-tokens.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'

function viewToken(token: ApiToken): z.output<typeof contract.tokenView> {
  const { id, name, scopes, userId, createdAt, expiresAt, lastUsedAt } = token
  const times = { createdAt: toTime(createdAt), expiresAt: toTime(expiresAt) }
  const used = lastUsedAt === undefined ? null : toTime(lastUsedAt)
  return { id, name, scopes: [...scopes], userId, ...times, lastUsedAt: used }
}

export function mountApiTokens(api: AdminApi, deps: AdminDeps): void {
  const getToken = async (c: AdminContext, id: string) =>
    found(await findApiToken(deps.db, c.env.visit.organization.id, id))

  api.openapi(contract.listTokens, async (c) => {
    const tokens = await listApiTokens(deps.db, c.env.visit.organization.id)
    return c.json({ items: tokens.map(viewToken) }, 200)
  })

  api.openapi(contract.createToken, async (c) => {
    const { token, value } = await makeApiToken(deps, c.var.caller, c.req.valid('json'))
    return c.json({ ...viewToken(token), token: value }, 201)
  })

  api.openapi(contract.getToken, async (c) => {
    return c.json(viewToken(await getToken(c, c.req.valid('param').id)), 200)
  })

  api.openapi(contract.deleteToken, async (c) => {
    const token = await getToken(c, c.req.valid('param').id)
    await revokeApiToken(deps, { token, by: c.var.caller.user })
    return c.body(null, 204)
  })
}
