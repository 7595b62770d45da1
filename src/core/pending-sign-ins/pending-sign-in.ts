import { MINUTE } from '../../base/clock.ts'
import type { ConnectionId, OrganizationId, UserId } from '../../base/ids.ts'
import type { LocalPath } from '../../base/local-path.ts'
import type { Wanted } from '../factors/wanted.ts'

/** Somebody proved one factor, and waits in their own browser for the others. */
export type PendingSignIn = Readonly<{
  /** Digest of what the page's address says. */
  id: string
  organizationId: OrganizationId
  userId: UserId
  connectionId: ConnectionId | undefined
  browserDigest: string
  traceCode: string
  /** How the person proved who they are before: with it the session is begun. */
  proofSealed: string
  /** What was shown since, as values of `amr` (RFC 8176). */
  shown: readonly string[]
  /** The session that is raised in place of one being begun. */
  sessionUid: string | undefined
  wanted: Wanted | undefined
  returnTo: LocalPath
  createdAt: number
  expiresAt: number
}>

export const PENDING_SIGN_IN_MS = 10 * MINUTE
