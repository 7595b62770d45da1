import { DAY, HOUR } from '../../base/clock.ts'
import type { OrganizationId, UserId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import { emailKey, loginKey, type User, type UserStatus } from '../users/user.ts'

/** Why somebody is to set a password: they are new here, or cannot get in with the old one. */
export const PASSWORD_LINK_PURPOSES = ['invitation', 'reset'] as const
export type PasswordLinkPurpose = (typeof PASSWORD_LINK_PURPOSES)[number]

/**
 * A link by which one person sets their own password, once. It is kept by the digest of its secret,
 * and a person has one at most: a newer one supersedes it.
 */
export type PasswordLink = Readonly<{
  organizationId: OrganizationId
  userId: UserId
  purpose: PasswordLinkPurpose
  /** See `personAsNow`. */
  boundTo: string
  createdAt: number
  expiresAt: number
}>

export const LIFETIME_MS: Readonly<Record<PasswordLinkPurpose, number>> = {
  invitation: 7 * DAY,
  reset: HOUR,
}

/** What a link for this person would be for; undefined for whoever is shut out. */
export function purposeFor({ status }: { status: UserStatus }): PasswordLinkPurpose | undefined {
  if (status === 'staged') return 'invitation'
  return status === 'active' ? 'reset' : undefined
}

/**
 * What a link is bound to. It ends when any of it changes, whoever changed it and by which door:
 * another address may be somebody else's, a member's link must not open what has become an admin's
 * account, and a password that was set meanwhile is not to be overwritten.
 */
export function personAsNow(user: User): string {
  const { id, status, role, passwordHash = null } = user
  return digest(
    JSON.stringify([id, loginKey(user.login), emailKey(user.email), status, role, passwordHash]),
  )
}

export function passwordLinkPath(purpose: PasswordLinkPurpose, token: string): string {
  return purpose === 'invitation' ? `/invite/${token}` : `/reset/${token}`
}
