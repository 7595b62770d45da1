import { callbackPath, DEFAULT_CONNECTION_SETTINGS } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Db } from '../storage/database.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/examinations.ts'

export function mountExaminations(api: AdminApi, { db, examineProvider }: AdminDeps): void {
  api.openapi(contract.examineProvider, async (c) => {
    const { organization } = c.env.visit
    const { address, clientId, slug } = c.req.valid('json')
    const registration = clientId?.trim()
      ? { clientId: clientId.trim(), redirectUri: await redirectUriOf(db, organization, slug) }
      : undefined
    const examined = await examineProvider(organization, { address, registration })
    const { wellKnownUrl, findings } = examined
    return c.json({ wellKnownUrl: wellKnownUrl ?? null, findings: [...findings] }, 200)
  })
}

/** Never one that the caller names: providers are only asked about this organization's address. */
async function redirectUriOf(db: Db, organization: Organization, slug = 'okta'): Promise<string> {
  const connections = await listConnections(db, organization.id)
  const saved = connections.find((connection) => connection.slug === slug)
  const path = saved
    ? callbackPath(saved, connections.length)
    : callbackPath({ slug, settings: DEFAULT_CONNECTION_SETTINGS }, connections.length + 1)
  return `${organization.url}${path}`
}
