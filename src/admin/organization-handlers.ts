import type { z } from '@hono/zod-openapi'
import { type Appearance, tidyAppearance } from '../core/organizations/appearance.ts'
import {
  changeOrganization,
  type OrganizationChange,
  requireGoodAppearance,
} from '../core/organizations/change-organization.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { findOrganization } from '../core/organizations/organization-store.ts'
import { toDataUri } from '../core/pictures/data-uri.ts'
import { picturePath } from '../core/pictures/picture.ts'
import { readPictureWish } from '../core/pictures/replace-picture.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { actorOf, testerOf } from './caller.ts'
import * as contract from './contract/organization.ts'
import { found } from './found.ts'
import { toTime } from './time.ts'
import { changeVersion, etagOf, withVersion } from './versions.ts'

function viewOrganization(organization: Organization): z.output<typeof contract.organizationView> {
  const { id, slug, name, url, settings, passwordsBackAt, createdAt, updatedAt } = organization
  const times = { createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) }
  return {
    ...{ id, slug, name, url, ...times },
    passwordsBackAt: passwordsBackAt === undefined ? null : toTime(passwordsBackAt),
    settings: {
      ...settings,
      allowedDomains: [...settings.allowedDomains],
      appearance: viewAppearance(settings.appearance),
    },
  }
}

function viewAppearance(appearance: Appearance) {
  const { logo, accent, accentDark, heading, intro, links } = appearance
  return {
    logo: logo ? picturePath(logo) : null,
    accent: accent ?? null,
    accentDark: accentDark ?? null,
    heading: heading ?? null,
    intro: intro ?? null,
    links: [...links],
  }
}

type Given = z.output<typeof contract.organizationChange>

/** Null means "not set"; what is left out stays as it is. */
function changeFrom({ name, settings = {} }: Given, existing: Organization): OrganizationChange {
  const { appearance, signInPolicy: policy = {}, ...plain } = settings
  const signInPolicy = Object.fromEntries(
    Object.entries(policy).filter(([, value]) => value !== undefined),
  )
  if (!appearance) return { name, settings: plain, signInPolicy }
  const { logo, ...look } = appearance
  const field = 'settings.appearance.logo'
  const wish = readPictureWish(logo, { present: existing.settings.appearance.logo, field })
  const said = Object.entries(look).filter(([, value]) => value !== undefined)
  const given = Object.fromEntries(said.map(([key, value]) => [key, value ?? undefined]))
  return { name, settings: plain, signInPolicy, appearance: { ...given, logo: wish } }
}

/** What the login screen would look like: the same checks, the same page, nothing stored. */
async function preview(deps: AdminDeps, given: Given, existing: Organization) {
  const { name = existing.name, appearance: { logo, ...look } = {} } = changeFrom(given, existing)
  const appearance = tidyAppearance({
    ...existing.settings.appearance,
    ...look,
    ...(logo === null && { logo: undefined }),
  })
  requireGoodAppearance(appearance)
  const settings = { ...existing.settings, appearance }
  return deps.previewLogin(
    deps,
    { ...existing, name, settings },
    logo ? toDataUri(logo) : undefined,
  )
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

  api.openapi(contract.previewAppearance, async (c) => {
    const page = await preview(deps, c.req.valid('json'), await read(c))
    return c.json({ page: page.toString() }, 200)
  })

  api.openapi(contract.updateOrganization, async (c) => {
    const given = c.req.valid('json')
    const organization = await changeVersion(c, {
      read: () => read(c),
      etag: etagOf,
      view: viewOrganization,
      change: (existing) =>
        changeOrganization(deps, {
          existing,
          change: changeFrom(given, existing),
          actor: actorOf(c),
          tester: testerOf(deps, c),
        }),
    })
    withVersion(c, organization)
    return c.json(viewOrganization(organization), 200)
  })
}
