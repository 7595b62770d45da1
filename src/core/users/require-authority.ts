import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { mayManage } from '../roles/permission.ts'
import type { Role, User } from './user.ts'
import { hasOtherActiveOwner } from './user-search-store.ts'

/** Who decides about whom, and which role the other one is to have afterwards. */
type Decision = Readonly<{ by: Pick<User, 'role'>; over: Pick<User, 'role'>; becoming?: Role }>

export function requireAuthority({ by, over, becoming }: Decision): void {
  if (mayManage(by.role, over.role) && (!becoming || mayManage(by.role, becoming))) return
  throw new Failure(
    'forbidden',
    `With the role ${by.role} you cannot change somebody who is, or becomes, ${becoming ?? over.role}.`,
  )
}

/** An organization whose last owner is gone could be given back to nobody. */
export async function requireOwnerLeft(tx: Db, before: User, after: User): Promise<void> {
  const was = before.role === 'owner' && before.status === 'active'
  const is = after.role === 'owner' && after.status === 'active'
  if (!was || is || (await hasOtherActiveOwner(tx, before))) return
  throw new Failure('conflict', 'This is the last active owner: make somebody else one first.')
}
