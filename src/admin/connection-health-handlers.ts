import type { z } from '@hono/zod-openapi'
import { Failure } from '../base/errors.ts'
import type { Connection } from '../core/connections/connection.ts'
import { unknownHealth } from '../core/connections/connection-health.ts'
import { findHealth, findLastSignIn } from '../core/connections/connection-health-store.ts'
import { findConnectionIn } from '../core/connections/connection-store.ts'
import type { Db } from '../storage/database.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/connection-health.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'

type View = z.output<
  (typeof contract.getConnectionHealth.responses)[200]['content']['application/json']['schema']
>

export function mountConnectionHealth(api: AdminApi, { db, probeConnection }: AdminDeps): void {
  api.openapi(contract.getConnectionHealth, async (c) => {
    const { id } = c.req.valid('param')
    const connection = found(await findConnectionIn(db, c.env.visit.organization.id, id))
    return c.json(await viewHealth(db, connection), 200)
  })

  api.openapi(contract.probeConnection, async (c) => {
    const { id } = c.req.valid('param')
    const connection = found(await findConnectionIn(db, c.env.visit.organization.id, id))
    if (!connection.enabled) {
      throw new Failure('conflict', 'Nobody looks at the provider of a disabled connection.')
    }
    await probeConnection(connection.id)
    return c.json(await viewHealth(db, connection), 200)
  })
}

async function viewHealth(db: Db, connection: Connection): Promise<View> {
  const [known, lastSignIn] = await Promise.all([
    findHealth(db, connection),
    findLastSignIn(db, connection),
  ])
  const health = known ?? unknownHealth(connection, 0)
  return {
    state: health.state,
    lastProbeAt: timeOrNull(health.lastProbeAt),
    lastSuccessAt: timeOrNull(health.lastSuccessAt),
    lastFailureAt: timeOrNull(health.lastFailureAt),
    lastFailure: health.lastFailure ?? null,
    findings: [...health.findings],
    clockAheadMs: health.clockAheadMs ?? null,
    keys: [...health.keys],
    keysRotatedAt: timeOrNull(health.keysRotatedAt),
    nextProbeAt: connection.enabled && known ? toTime(health.nextProbeAt) : null,
    lastSignInAt: timeOrNull(lastSignIn),
  }
}

function timeOrNull(at: number | undefined): string | null {
  return at === undefined ? null : toTime(at)
}
