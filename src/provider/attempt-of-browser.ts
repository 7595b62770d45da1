import type { LocalPath } from '../base/local-path.ts'
import type { BegunAttempt } from '../core/audit/trace.ts'
import { ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import type { Visit } from '../front/visit.ts'
import { readCookie } from '../web/cookies.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import { codeOfAttempt, runRequest } from './carried.ts'
import { interactionCookie } from './provider-configuration.ts'
import type { ProviderPool } from './provider-pool.ts'

type Deps = { pool: ProviderPool; applications: ApplicationDirectory }

const REQUEST = /^\/oauth2(?:\/([a-z0-9-]+))?\/v1\/authorize\/([\w-]+)$/

/**
 * The attempt that this browser was sent to the login screen for. `return_to` alone says nothing, as
 * anybody can make a link with it: the browser must hold the cookie of that very request, which it
 * got when the request was read.
 */
export async function findAttemptOfBrowser(
  { pool, applications }: Deps,
  { organization }: Visit,
  { returnTo, cookieHeader }: { returnTo: LocalPath; cookieHeader: string | undefined },
): Promise<BegunAttempt | undefined> {
  const [path = ''] = returnTo.split('?', 1)
  const [, slug = ORG_SERVER, uid] = REQUEST.exec(path) ?? []
  if (!uid || readCookie(cookieHeader, interactionCookie(organization)) !== uid) return undefined
  const pooled = await pool.find(organization, slug)
  if (!pooled) return undefined
  // Reading its row says which attempt it belongs to.
  return runRequest(async () => {
    const interaction = await pooled.provider.Interaction.find(uid)
    const code = codeOfAttempt()
    if (!interaction || code === undefined) return undefined
    const known = await applications.find(organization.id, String(interaction.params.client_id))
    return { code, applicationId: known?.application.id }
  })
}
