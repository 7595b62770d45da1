import type { Organization } from '../core/organizations/organization.ts'
import type { SignedIn } from '../core/sessions/find-live-session.ts'

/** A session in the words of Okta's sessions API. Its secret is in the cookie and nowhere else. */
export function oktaSession(
  { url }: Pick<Organization, 'url'>,
  { session, user }: SignedIn,
): Record<string, unknown> {
  const me = `${url}/api/v1/sessions/me`
  return {
    id: session.uid,
    status: 'ACTIVE',
    userId: user.id,
    login: user.login,
    amr: session.amr,
    mfaActive: false,
    createdAt: new Date(session.createdAt).toISOString(),
    expiresAt: new Date(Math.min(session.idleExpiresAt, session.expiresAt)).toISOString(),
    lastPasswordVerification: session.amr.includes('pwd')
      ? new Date(session.authenticatedAt).toISOString()
      : null,
    lastFactorVerification: null,
    _links: {
      self: { href: me, hints: { allow: ['GET', 'DELETE'] } },
      refresh: { href: `${me}/lifecycle/refresh`, hints: { allow: ['POST'] } },
    },
  }
}
