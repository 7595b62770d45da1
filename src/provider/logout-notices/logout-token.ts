import { type JWK, SignJWT } from 'jose'
import { SECOND } from '../../base/clock.ts'
import type { Sealer } from '../../base/seal.ts'
import { newToken } from '../../base/token.ts'
import type { Application } from '../../core/applications/application.ts'
import { issuerOf } from '../../core/authorization-servers/authorization-server.ts'
import { findAuthorizationServer } from '../../core/authorization-servers/authorization-server-store.ts'
import { listSigningKeys } from '../../core/authorization-servers/signing-key-store.ts'
import type { LogoutNotice } from '../../core/logout-notices/logout-notice.ts'
import type { Organization } from '../../core/organizations/organization.ts'
import type { Db } from '../../storage/database.ts'

/** Back-Channel Logout 1.0 section 4: two minutes at most, because it is used at once. */
const LIVES_SECONDS = 120

type Of = Readonly<{ organization: Organization; application: Application; notice: LogoutNotice }>

/**
 * Signed by the key that signs the server's ID tokens, at each try anew. Undefined where the server
 * is gone, whose word nobody would take any more. The library's own would ask for the application to
 * be active: one that was shut must be told of ended sessions all the same.
 */
export async function makeLogoutToken(
  { db, sealer }: Readonly<{ db: Db; sealer: Sealer }>,
  { organization, application, notice }: Of,
  now: number,
): Promise<string | undefined> {
  const server = await findAuthorizationServer(db, organization.id, notice.serverSlug)
  const [signing] = server ? await listSigningKeys(db, server.id, now) : []
  if (!server || !signing) return undefined
  const key: JWK = JSON.parse(await sealer.open(signing.privateJwkSealed))
  const at = Math.floor(now / SECOND)
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const sid = application.settings.logoutSessionRequired ? { sid: notice.sid } : {}
  return new SignJWT({ events, sub: notice.userId, ...sid })
    .setProtectedHeader({ alg: signing.alg, typ: 'logout+jwt', ...(key.kid && { kid: key.kid }) })
    .setIssuer(issuerOf(organization, server))
    .setAudience(application.clientId)
    .setIssuedAt(at)
    .setExpirationTime(at + LIVES_SECONDS)
    .setJti(newToken())
    .sign(key)
}
