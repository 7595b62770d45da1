import { findOrganization } from '../core/organizations/organization-store.ts'
import { readOverview } from '../core/overview/read-overview.ts'
import { readWarnings } from '../core/overview/read-warnings.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/overview.ts'
import { toTime } from './time.ts'

export function mountOverview(api: AdminApi, { db, now }: AdminDeps): void {
  api.openapi(contract.getOverview, async (c) => {
    const { id } = c.env.visit.organization
    // Read anew: the one of the visit may be two seconds old.
    const organization = (await findOrganization(db, id)) ?? c.env.visit.organization
    const { days, ...counts } = await readOverview(db, id, now())
    const warnings = (await readWarnings(db, organization, now())).map((one) => ({
      kind: one.kind,
      at: toTime(one.at),
      about: one.about ?? null,
      id: one.id ?? null,
    }))
    const signIns = days.map(({ from, ...day }) => ({ from: toTime(from), ...day }))
    return c.json({ ...counts, signIns, warnings }, 200)
  })
}
