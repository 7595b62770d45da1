import type { z } from '@hono/zod-openapi'
import type { Organization } from '../core/organizations/organization.ts'
import { findOrganization, listOrganizations } from '../core/organizations/organization-store.ts'
import { readOverview } from '../core/overview/read-overview.ts'
import { readWarnings } from '../core/overview/read-warnings.ts'
import { explainRefused, type RefusedAddress } from '../front/refused-addresses.ts'
import type { Db } from '../storage/database.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/overview.ts'
import { toTime } from './time.ts'

export function mountOverview(api: AdminApi, { db, now, listRefused }: AdminDeps): void {
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
    const refusedAddresses = await viewRefused(db, organization, listRefused())
    return c.json({ ...counts, signIns, warnings, refusedAddresses }, 200)
  })
}

const MOST_REFUSED = 5

/**
 * Those with the organization's own host name come first. Others are listed only if it is the only
 * organization here, because they might be meant for another one.
 */
async function viewRefused(
  db: Db,
  { url }: Organization,
  refused: readonly RefusedAddress[],
): Promise<z.output<typeof contract.refusedAddress>[]> {
  const isOwn = ({ origin }: RefusedAddress) => new URL(origin).hostname === new URL(url).hostname
  const isAlone = refused.length > 0 && (await listOrganizations(db, 2)).length === 1
  return refused
    .filter((one) => isAlone || isOwn(one))
    .toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || b.lastAt - a.lastAt)
    .slice(0, MOST_REFUSED)
    .map((one) => ({
      address: one.origin,
      count: one.count,
      lastAt: toTime(one.lastAt),
      ...explainRefused(url, one),
    }))
}
