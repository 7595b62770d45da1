import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { sameAccounts } from './decide-identity.ts'
import { loginKey, type User } from './user.ts'
import { findUserByLogin, listUsersByEmail } from './user-store.ts'

/**
 * Everybody who has one of these names. Logins are compared with addresses too, and addresses with
 * logins: people sign in with either, so one person's login must not be another's address.
 */
export async function findNamesakes(
  db: Db,
  organizationId: OrganizationId,
  names: readonly (string | undefined)[],
): Promise<User[]> {
  const said = names.flatMap((name) => name || [])
  const met: (User | undefined)[] = []
  for (const [, name] of new Map(said.map((name) => [loginKey(name), name]))) {
    met.push(await findUserByLogin(db, organizationId, name))
    if (name.includes('@')) met.push(...(await listUsersByEmail(db, organizationId, name)))
  }
  return sameAccounts(met)
}
