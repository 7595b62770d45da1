import type { ConnectionId, GroupId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Role } from '../users/user.ts'

/** The groups that a connection has given a person. */
export async function listGivenGroups(
  db: Db,
  userId: UserId,
  connectionId: ConnectionId,
): Promise<GroupId[]> {
  const rows = await db
    .selectFrom('membership')
    .select('group_id')
    .where('user_id', '=', userId)
    .where('source', '=', connectionId)
    .orderBy('group_id')
    .execute()
  return rows.map((row) => row.group_id as GroupId)
}

const A_STATEMENT = 200

export async function giveGroups(
  tx: Db,
  { userId, source }: { userId: UserId; source: ConnectionId },
  groups: readonly GroupId[],
): Promise<void> {
  for (let i = 0; i < groups.length; i += A_STATEMENT) {
    const rows = groups
      .slice(i, i + A_STATEMENT)
      .map((group_id) => ({ user_id: userId, group_id, source }))
    await tx
      .insertInto('membership')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

export async function takeGroups(
  tx: Db,
  { userId, source }: { userId: UserId; source: ConnectionId },
  groups: readonly GroupId[],
): Promise<void> {
  for (let i = 0; i < groups.length; i += A_STATEMENT) {
    await tx
      .deleteFrom('membership')
      .where('user_id', '=', userId)
      .where('source', '=', source)
      .where('group_id', 'in', groups.slice(i, i + A_STATEMENT))
      .execute()
  }
}

/** Takes back every membership that a connection gave. */
export async function takeAllGroups(tx: Db, source: string): Promise<void> {
  await tx.deleteFrom('membership').where('source', '=', source).execute()
}

/** The roles that connections give a person; with `but`, without that identity's. */
export async function listGivenRoles(
  db: Db,
  userId: UserId,
  but?: Readonly<{ connectionId: ConnectionId; subject: string }>,
): Promise<Role[]> {
  const rows = await db
    .selectFrom('identity')
    .select(['connection_id', 'subject', 'given_role'])
    .where('user_id', '=', userId)
    .where('given_role', 'is not', null)
    .execute()
  return rows
    .filter((row) => row.connection_id !== but?.connectionId || row.subject !== but.subject)
    .map((row) => row.given_role as Role)
}

/** The people who have a role from a connection, once each. */
export async function listPeopleWithGivenRole(db: Db, id: ConnectionId): Promise<UserId[]> {
  const rows = await db
    .selectFrom('identity')
    .select('user_id')
    .distinct()
    .where('connection_id', '=', id)
    .where('given_role', 'is not', null)
    .execute()
  return rows.map((row) => row.user_id as UserId)
}

/** Stores what the mapping gave at this sign-in, so that the next can tell whether it is the same. */
export async function saveGiven(
  tx: Db,
  { connectionId, subject }: Readonly<{ connectionId: ConnectionId; subject: string }>,
  { digest, role }: Readonly<{ digest: string; role: Role | undefined }>,
): Promise<void> {
  await tx
    .updateTable('identity')
    .set({ mapping_digest: digest, given_role: role ?? null })
    .where('connection_id', '=', connectionId)
    .where('subject', '=', subject)
    .execute()
}

/** Equal to no digest, not even to the empty one for which nothing was given. */
const STALE = 'stale'

/** Makes a person's next sign-in decide anew, because what was given has been changed by hand. */
export async function forgetGiven(tx: Db, userId: UserId): Promise<void> {
  await tx
    .updateTable('identity')
    .set({ mapping_digest: STALE })
    .where('user_id', '=', userId)
    .execute()
}
