import { MINUTE } from '../../base/clock.ts'
import type { ConnectionId, OrganizationId, UserId } from '../../base/ids.ts'
import type { LocalPath } from '../../base/local-path.ts'

/** A first sign-in that met an account, and waits in its browser for that account's password. */
export type LinkRequest = Readonly<{
  /** Digest of what the page's address says. */
  id: string
  organizationId: OrganizationId
  connectionId: ConnectionId
  /** Absent where no account may be tied: the page is the same, and every password is wrong. */
  userId: UserId | undefined
  browserDigest: string
  traceCode: string
  assertedSealed: string
  returnTo: LocalPath
  createdAt: number
  expiresAt: number
}>

export const LINK_REQUEST_MS = 10 * MINUTE
