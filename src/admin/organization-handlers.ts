import type { z } from '@hono/zod-openapi'
import { changeOrganization } from '../core/organizations/change-organization.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { findOrganization } from '../core/organizations/organization-store.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf } from './caller.ts'
import * as contract from './contract/organization.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

function viewOrganization(organization: Organization): z.output<typeof contract.organizationView> {
  const { id, slug, name, url, settings, createdAt, updatedAt } = organization
  const times = { createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) }
  return { id, slug, name, url, settings, ...times }
}

export function mountOrganization(api: AdminApi, deps: AdminDeps): void {
  // Read anew: the one of the visit may be two seconds old.
  const read = async (c: AdminContext) =>
    found(await findOrganization(deps.db, c.env.visit.organization.id))

  api.openapi(contract.getOrganization, async (c) => {
    const organization = await read(c)
    withVersion(c, organization)
    return c.json(viewOrganization(organization), 200)
  })

  api.openapi(contract.updateOrganization, async (c) => {
    const { name, settings = {} } = c.req.valid('json')
    const organization = await changeVersion(c, {
      read: () => read(c),
      etag: etagOf,
      view: viewOrganization,
      change: (existing) =>
        changeOrganization(deps, { existing, change: { name, settings }, actor: actorOf(c) }),
    })
    withVersion(c, organization)
    return c.json(viewOrganization(organization), 200)
  })
}
