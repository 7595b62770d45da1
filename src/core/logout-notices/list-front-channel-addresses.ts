import type { Db } from '../../storage/database.ts'
import type { Application } from '../applications/application.ts'
import { issuerOf } from '../authorization-servers/authorization-server.ts'
import type { Organization } from '../organizations/organization.ts'
import type { Session } from '../sessions/session.ts'
import { listApplicationsByClientId } from './logout-notice-store.ts'

/** A page with more frames than that would be long in loading; the others hear by the back channel. */
const MOST = 20

/**
 * What the browser of somebody who signed out is to load, so that applications end their sessions
 * in it: Front-Channel Logout 1.0 section 2. None for a session that signed in to no such application.
 */
export async function listFrontChannelAddresses(
  db: Db,
  organization: Organization,
  session: Session,
): Promise<readonly string[]> {
  const clientIds = Object.keys(session.authorizations)
  if (clientIds.length === 0) return []
  const applications = await listApplicationsByClientId(db, organization.id, clientIds)
  const addresses = applications.flatMap((one) => addressesOf(one, organization, session))
  return addresses.slice(0, MOST)
}

function addressesOf(
  { clientId, status, settings }: Application,
  organization: Organization,
  { authorizations }: Session,
): string[] {
  const { frontchannelLogoutUri: uri, logoutSessionRequired } = settings
  const { sid, servers = [] } = authorizations[clientId] ?? {}
  if (uri === undefined || sid === undefined || status !== 'active') return []
  if (!logoutSessionRequired) return servers.length > 0 ? [uri] : []
  return servers.map((slug) => {
    const url = new URL(uri)
    url.searchParams.set('iss', issuerOf(organization, { slug }))
    url.searchParams.set('sid', sid)
    return url.href
  })
}
