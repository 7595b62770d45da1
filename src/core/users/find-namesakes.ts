import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { sameAccounts } from './decide-identity.ts'
import { loginKey, type User } from './user.ts'
import { findUserByLogin, listUsersByEmail } from './user-store.ts'

/**
 * Who is found by one of these names. A login is compared with addresses too, and an address with
 * logins: people are looked for by either, so one is not to be somebody else's other.
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
