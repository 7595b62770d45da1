import type { z } from '@hono/zod-openapi'
import { findConnectionIn } from '../core/connections/connection-store.ts'
import {
  makeProvisioningToken,
  revokeProvisioningToken,
} from '../core/provisioning/make-provisioning-token.ts'
import { countProvisioned } from '../core/provisioning/provisioned-counts-store.ts'
import {
  PROVISIONING_PATH,
  type ProvisioningToken,
} from '../core/provisioning/provisioning-token.ts'
import { listProvisioningTokens } from '../core/provisioning/provisioning-token-store.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf, deciderOf } from './caller.ts'
import * as contract from './contract/provisioning.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'

type View = z.output<typeof contract.view>

export function mountProvisioning(api: AdminApi, deps: AdminDeps): void {
  const { db } = deps
  const connectionOf = async (c: AdminContext, id: string) =>
    found(await findConnectionIn(db, c.env.visit.organization.id, id))

  api.openapi(contract.getProvisioning, async (c) => {
    const { id } = await connectionOf(c, c.req.valid('param').id)
    const [counts, tokens] = await Promise.all([
      countProvisioned(db, id),
      listProvisioningTokens(db, id),
    ])
    const baseUrl = `${c.env.visit.organization.url}${PROVISIONING_PATH}`
    return c.json({ baseUrl, ...counts, tokens: tokens.map(viewToken) }, 200)
  })

  api.openapi(contract.createProvisioningToken, async (c) => {
    const connection = await connectionOf(c, c.req.valid('param').id)
    const by = { connection, actor: actorOf(c), by: deciderOf(c) }
    const { token, value } = await makeProvisioningToken(deps, by, c.req.valid('json'))
    return c.json({ ...viewToken(token), token: value }, 201)
  })

  api.openapi(contract.revokeProvisioningToken, async (c) => {
    const { id, tokenId } = c.req.valid('param')
    const connection = await connectionOf(c, id)
    await revokeProvisioningToken(deps, { connection, actor: actorOf(c) }, tokenId)
    return c.body(null, 204)
  })
}

function viewToken({ id, name, ...times }: ProvisioningToken): View['tokens'][number] {
  const { createdAt, expiresAt, lastUsedAt } = times
  return {
    ...{ id, name, createdAt: toTime(createdAt), expiresAt: toTime(expiresAt) },
    lastUsedAt: lastUsedAt === undefined ? null : toTime(lastUsedAt),
  }
}
