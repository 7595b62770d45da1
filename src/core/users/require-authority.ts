import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { lockOrganization } from '../organizations/organization-store.ts'
import { mayManage } from '../roles/permission.ts'
import type { Role, User } from './user.ts'
import { hasOtherActiveOwner } from './user-search-store.ts'

/** Who decides, and by what: with a browser of their own, or through a token they gave a program. */
export type Decider = Pick<User, 'id' | 'role'> & Readonly<{ through: 'session' | 'token' }>

/** Who decides about whom, and which role the other one is to have afterwards. */
type Decision = Readonly<{ by: Decider; over: Pick<User, 'role'>; becoming?: Role }>

export function requireAuthority({ by, over, becoming }: Decision): void {
  if (mayDecideOver(by, over.role) && (!becoming || mayDecideOver(by, becoming))) return
  const role = becoming ?? over.role
  throw new Failure(
    'forbidden',
    by.through === 'token'
      ? `Through an API token nobody is changed who is, or becomes, ${role}: sign in for it.`
      : `With the role ${by.role} you cannot change somebody who is, or becomes, ${role}.`,
  )
}

/**
 * A token changes members only, whoever made it: with an owner's account made, or an owner's
 * password set, it would do more than its scopes say and live longer than it does.
 */
export function mayDecideOver({ role, through }: Decider, other: Role): boolean {
  return mayManage(role, other) && (through === 'session' || other === 'member')
}

/** An organization whose last owner is gone could be given back to nobody. */
export async function requireOwnerLeft(tx: Db, before: User, after: User): Promise<void> {
  const was = before.role === 'owner' && before.status === 'active'
  const is = after.role === 'owner' && after.status === 'active'
  if (!was || is) return
  // Of two owners who go at the same time one must see that the other went.
  await lockOrganization(tx, before.organizationId)
  if (await hasOtherActiveOwner(tx, before)) return
  throw new Failure('conflict', 'This is the last active owner: make somebody else one first.')
}
