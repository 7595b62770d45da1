import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { lockOrganization } from '../organizations/organization-store.ts'
import { mayManage } from '../roles/permission.ts'
import type { Role, User } from './user.ts'
import { hasOtherActiveOwner } from './user-store.ts'

/** Who decides: in a session of their own, or through a token that they gave a program. */
export type Decider = Pick<User, 'id' | 'role'> & Readonly<{ through: 'session' | 'token' }>

/** Who decides about whom, and which role that person is to have afterwards. */
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
 * A token can change members only, whoever made it: by creating an owner, or setting an owner's
 * password, it could do more than its scopes allow, and for longer than it lives.
 */
export function mayDecideOver({ role, through }: Decider, other: Role): boolean {
  return mayManage(role, other) && (through === 'session' || other === 'member')
}

/** Without an owner, nobody could make somebody an owner again. */
export async function requireOwnerLeft(tx: Db, before: User, after: User): Promise<void> {
  const was = before.role === 'owner' && before.status === 'active'
  const is = after.role === 'owner' && after.status === 'active'
  if (!was || is) return
  // If two owners leave at once, the second must see that the first has left.
  await lockOrganization(tx, before.organizationId)
  if (await hasOtherActiveOwner(tx, before)) return
  throw new Failure('conflict', 'This is the last active owner: make somebody else one first.')
}
