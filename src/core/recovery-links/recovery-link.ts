import { MINUTE } from '../../base/clock.ts'
import type { OrganizationId, UserId } from '../../base/ids.ts'

/**
 * A link by which an owner gets in, once, when no other way works. Only the command line makes one:
 * whoever has the machine has the database. It is kept by the digest of its secret.
 */
export type RecoveryLink = Readonly<{
  id: string
  organizationId: OrganizationId
  userId: UserId
  /** See `personAsNow`: it ends when the owner's role, address, status or password changes. */
  boundTo: string
  createdAt: number
  expiresAt: number
}>

export const RECOVERY_LINK_MS = 15 * MINUTE

/** In the query, which nothing of ours logs. */
export function recoveryPath(token: string): string {
  return `/recover?link=${token}`
}
