import { MINUTE } from '../../base/clock.ts'
import type { ConnectionId, OrganizationId, SessionId, UserId } from '../../base/ids.ts'

/**
 * One browser signed in to one organization: the only source of truth of "who is this". The login
 * flow writes it; the provider, dashboard and console read it. The cookie's value is not in it.
 */
export type Session = Readonly<{
  /** Digest of the cookie's value. */
  id: SessionId
  organizationId: OrganizationId
  userId: UserId
  /** What tokens and pages call the session by; no secret. */
  uid: string
  authenticatedAt: number
  /** How the person proved who they are (RFC 8176): `pwd`, or what the connection said. */
  amr: readonly string[]
  acr: string | undefined
  connectionId: ConnectionId | undefined
  upstreamSid: string | undefined
  /** The provider's ID token, kept where signing out there needs it as a hint. */
  idTokenSealed: string | undefined
  /** What oidc-provider keeps of each application the session has signed in to, by client id. */
  authorizations: Readonly<Record<string, ClientAuthorization>>
  address: string
  userAgent: string
  createdAt: number
  lastSeenAt: number
  idleExpiresAt: number
  expiresAt: number
  /** The person wished to stay signed in: it outlives the browser. */
  remembered: boolean
}>

export type ClientAuthorization = Readonly<{
  sid?: string
  grantId?: string
  persistsLogout?: boolean
  /** The authorization servers that it came through, by slug. */
  servers?: readonly string[]
}>

export function isAlive(session: Session, now: number): boolean {
  return session.expiresAt > now && session.idleExpiresAt > now
}

/** Being seen is written once a minute, not at every request. */
export const SEEN_EVERY_MS = MINUTE
