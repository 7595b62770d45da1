import { MINUTE } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { type Permission, permissionsOf } from '../roles/permission.ts'
import { maySignIn, type User } from '../users/user.ts'
import { findUser } from '../users/user-store.ts'
import type { ApiToken } from './api-token.ts'
import { findApiTokenByDigest, touchApiToken } from './api-token-store.ts'

type Holder = Readonly<{
  token: ApiToken
  user: User
  /** What the maker may do at this moment, as far as the token's scopes go. */
  permissions: readonly Permission[]
}>

/**
 * Whose token this is, if it is one of this organization's, has not expired, and its maker may
 * still sign in. Being used is written once a minute, not at every request.
 */
export async function findApiTokenHolder(
  db: Db,
  organizationId: OrganizationId,
  value: string,
  now: number,
): Promise<Holder | undefined> {
  const token = await findApiTokenByDigest(db, organizationId, digest(value))
  if (!token || token.expiresAt <= now) return
  const user = await findUser(db, token.userId)
  if (!user || user.organizationId !== organizationId || !maySignIn(user)) return
  if (now - (token.lastUsedAt ?? 0) >= MINUTE) await touchApiToken(db, token.id, now)
  const scopes: readonly Permission[] = token.scopes
  const permissions = permissionsOf(user.role).filter((one) => scopes.includes(one))
  return { token, user, permissions }
}
