import { MINUTE } from '../../base/clock.ts'
import type { ConnectionId, OrganizationId, SessionId, UserId } from '../../base/ids.ts'

/**
 * One browser signed in to one organization: the only source of truth for "who is this?". The login
 * flow writes it; the provider, dashboard and console read it. It does not hold the cookie's value.
 */
export type Session = Readonly<{
  /** Digest of the cookie's value. */
  id: SessionId
  organizationId: OrganizationId
  userId: UserId
  /** By which tokens and pages refer to the session; not a secret. */
  uid: string
  authenticatedAt: number
  /** How the person proved who they are (RFC 8176): `pwd`, or what the connection said. */
  amr: readonly string[]
  acr: string | undefined
  connectionId: ConnectionId | undefined
  upstreamSid: string | undefined
  /** The provider's ID token, if signing out there needs it as a hint. */
  idTokenSealed: string | undefined
  /** What oidc-provider stores for each application that the session has signed in to, by client id. */
  authorizations: Readonly<Record<string, ClientAuthorization>>
  address: string
  userAgent: string
  createdAt: number
  lastSeenAt: number
  idleExpiresAt: number
  expiresAt: number
  /** The person chose to stay signed in: the session outlives the browser. */
  remembered: boolean
}>

export type ClientAuthorization = Readonly<{
  sid?: string
  grantId?: string
  persistsLogout?: boolean
  /** The authorization servers through which it signed in, by slug. */
  servers?: readonly string[]
}>

export function isAlive(session: Session, now: number): boolean {
  return session.expiresAt > now && session.idleExpiresAt > now
}

/** `lastSeenAt` is written once a minute at most, not at every request. */
export const SEEN_EVERY_MS = MINUTE
