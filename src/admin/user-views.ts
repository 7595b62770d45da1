import type { z } from '@hono/zod-openapi'
import type { PasswordLink } from '../core/password-links/password-link.ts'
import type { Session } from '../core/sessions/session.ts'
import { displayName, manualRoleOf, type Profile, type User } from '../core/users/user.ts'
import type { sessionOfPerson } from './contract/sessions.ts'
import type { userView } from './contract/users.ts'
import { toTime } from './time.ts'

export function viewUser(user: User): z.output<typeof userView> {
  const { passwordHash, organizationId: _, createdAt, updatedAt, ...told } = user
  return {
    ...told,
    manualRole: manualRoleOf(user),
    displayName: displayName(user),
    hasPassword: passwordHash !== undefined,
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  }
}

export function viewPasswordLink({ purpose, createdAt, expiresAt }: PasswordLink) {
  return { purpose, createdAt: toTime(createdAt), expiresAt: toTime(expiresAt) }
}

/** Empty fields are not set. */
export function profileFrom(given: z.output<typeof userView>['profile']): Profile {
  const { address, ...lines } = given
  const place = filled(address ?? {})
  const isSomewhere = Object.keys(place).length > 0
  return { ...filled(lines), ...(isSomewhere && { address: place }) }
}

function filled(lines: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(lines).flatMap(([name, line]) => {
      const text = line?.trim()
      return text ? [[name, text]] : []
    }),
  )
}

export function viewSession(
  session: Session,
  current: Session | undefined,
): z.output<typeof sessionOfPerson> {
  const { uid, userId, address, userAgent, amr, connectionId } = session
  return {
    id: uid,
    userId,
    address,
    userAgent,
    amr: [...amr],
    connectionId: connectionId ?? null,
    authenticatedAt: toTime(session.authenticatedAt),
    lastSeenAt: toTime(session.lastSeenAt),
    expiresAt: toTime(Math.min(session.expiresAt, session.idleExpiresAt)),
    current: uid === current?.uid,
  }
}
