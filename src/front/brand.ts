import type { Organization } from '../core/organizations/organization.ts'
import { picturePath } from '../core/pictures/picture.ts'
import type { PageOrganization } from '../web/page.ts'

/** How pages present an organization. */
export function brandOf({ name, settings }: Organization): PageOrganization {
  const { logo, accent, accentDark, links } = settings.appearance
  return {
    name,
    logoUrl: logo && picturePath(logo),
    ...((accent || accentDark) && { accent: { light: accent, dark: accentDark } }),
    links,
  }
}
