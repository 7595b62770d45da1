import { readOverview } from '../core/overview/read-overview.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/overview.ts'
import { toTime } from './time.ts'

export function mountOverview(api: AdminApi, { db, now }: AdminDeps): void {
  api.openapi(contract.getOverview, async (c) => {
    const { days, ...counts } = await readOverview(db, c.env.visit.organization.id, now())
    const signIns = days.map(({ from, ...day }) => ({ from: toTime(from), ...day }))
    return c.json({ ...counts, signIns }, 200)
  })
}
