import { displayName } from '../core/users/user.ts'
import type { AdminApi } from './admin-deps.ts'
import * as contract from './contract/session.ts'
import { toTime } from './time.ts'

export function mountSession(api: AdminApi): void {
  api.openapi(contract.getSession, (c) => {
    const { id, slug, name, url } = c.env.visit.organization
    const { kind, user, session, permissions, expiresAt } = c.var.caller
    const { login, email, role } = user
    return c.json(
      {
        kind,
        person: { id: user.id, name: displayName(user), login, email, role },
        organization: { id, slug, name, url },
        permissions: [...permissions],
        expiresAt: toTime(expiresAt),
        signedInAt: session ? toTime(session.authenticatedAt) : null,
        csrf: 'same-origin-json' as const,
      },
      200,
    )
  })
}
