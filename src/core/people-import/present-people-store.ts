import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { type Group, groupKey, MANUAL } from '../groups/group.ts'
import { listGroupsNamed } from '../groups/group-store.ts'
import { emailKey, loginKey, type User } from '../users/user.ts'
import { userFromRow } from '../users/user-store.ts'
import type { ImportRow } from './import-row.ts'

/** What is there of the people and groups that some lines name. */
export type Present = Readonly<{
  byLogin: ReadonlyMap<string, User>
  /** Anybody who has the address. */
  byEmail: ReadonlyMap<string, User>
  groups: ReadonlyMap<string, Group>
  /** "person group" for each membership between them that was given by hand, as a file's are. */
  memberships: ReadonlySet<string>
}>

/** Four queries for some hundred lines. */
export async function readPresent(
  db: Db,
  organizationId: OrganizationId,
  rows: readonly ImportRow[],
): Promise<Present> {
  const logins = [...new Set(rows.map(({ login }) => loginKey(login)))]
  const emails = [...new Set(rows.map(({ email, login }) => emailKey(email ?? login)))]
  const ofOrganization = db
    .selectFrom('user')
    .selectAll()
    .where('organization_id', '=', organizationId)
  const named = await ofOrganization.where('login_key', 'in', logins).execute()
  const addressed = await ofOrganization.where('email_key', 'in', emails).orderBy('id').execute()
  const names = rows.flatMap(({ groups }) => groups)
  const groups = await listGroupsNamed(db, organizationId, names)
  return {
    byLogin: new Map(named.map((row) => [row.login_key, userFromRow(row)])),
    byEmail: new Map(addressed.map((row) => [row.email_key, userFromRow(row)])),
    groups: new Map(groups.map((group) => [groupKey(group.name), group])),
    memberships: await readMemberships(
      db,
      named.map(({ id }) => id),
      groups.map(({ id }) => id),
    ),
  }
}

async function readMemberships(
  db: Db,
  users: readonly string[],
  groups: readonly string[],
): Promise<Set<string>> {
  if (users.length === 0 || groups.length === 0) return new Set()
  const rows = await db
    .selectFrom('membership')
    .selectAll()
    .where('user_id', 'in', users)
    .where('group_id', 'in', groups)
    .where('source', '=', MANUAL)
    .execute()
  return new Set(rows.map((row) => `${row.user_id} ${row.group_id}`))
}
