import type { ApiTokenId, OrganizationId, UserId } from '../../base/ids.ts'
import { PERMISSIONS, type Permission } from '../roles/permission.ts'

/** A token may do anything but make tokens: a leaked one must not outlive its own expiry. */
export const SCOPES = PERMISSIONS.filter(
  (permission): permission is Scope => !permission.startsWith('tokens.'),
)
export type Scope = Exclude<Permission, 'tokens.read' | 'tokens.write'>

export const LONGEST_TOKEN_DAYS = 365

/** A program's right to use the admin API: what its maker may do, as far as its scopes go. */
export type ApiToken = Readonly<{
  id: ApiTokenId
  organizationId: OrganizationId
  /** Who made it. A maker who loses a role or is deactivated takes it from the token too. */
  userId: UserId
  name: string
  scopes: readonly Scope[]
  createdAt: number
  expiresAt: number
  lastUsedAt: number | undefined
}>
