import { HOME } from '../base/local-path.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { createVisit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import type { Html } from '../web/html.ts'
import { loginScreen } from './login-screen.ts'

/** The login screen of an organization that might be: the page itself, made as for a stranger. */
export async function previewLogin(
  deps: Readonly<{ db: Db }>,
  organization: Organization,
  logo: string | undefined,
): Promise<Html> {
  const visit = createVisit(organization, { address: '', userAgent: '' })
  const brand = { ...visit.brand, logoUrl: logo ?? visit.brand.logoUrl }
  const shown = { returnTo: HOME, loginHint: undefined, fresh: false, cookieHeader: undefined }
  return loginScreen(deps, { ...visit, brand }, shown)
}
