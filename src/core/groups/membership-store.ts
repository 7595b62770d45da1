import type { SelectQueryBuilder } from 'kysely'
import type { GroupId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { Tables } from '../../storage/tables.ts'
import type { User } from '../users/user.ts'
import { userFromRow } from '../users/user-store.ts'
import { type Group, MANUAL } from './group.ts'
import { groupFromRow } from './group-store.ts'

/** Adds a membership by hand. Those that connections give are separate: see core/mapping. */
export async function addMember(db: Db, groupId: GroupId, userId: UserId): Promise<void> {
  await addMembers(db, [{ groupId, userId }])
}

const ROWS_IN_STATEMENT = 500

export async function addMembers(
  db: Db,
  members: readonly { groupId: GroupId; userId: UserId }[],
): Promise<void> {
  for (let from = 0; from < members.length; from += ROWS_IN_STATEMENT) {
    const some = members.slice(from, from + ROWS_IN_STATEMENT)
    await db
      .insertInto('membership')
      .values(
        some.map(({ groupId, userId }) => ({
          group_id: groupId,
          user_id: userId,
          source: MANUAL,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Removes a membership given by hand; one that a connection gives stays. */
export async function removeMember(db: Db, groupId: GroupId, userId: UserId): Promise<void> {
  await db
    .deleteFrom('membership')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .where('source', '=', MANUAL)
    .execute()
}

/** Whether the membership was given by hand. */
export async function isManualMember(db: Db, groupId: GroupId, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .select('user_id')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .where('source', '=', MANUAL)
    .executeTakeFirst()
  return row !== undefined
}

/** Takes a person out of a group, whatever gave the membership. False if they were not in it. */
export async function removeFromGroup(tx: Db, groupId: GroupId, userId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('membership')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** A page of the people in a group, in the order they were made. */
export async function listMembers(
  db: Db,
  groupId: GroupId,
  { after, limit }: { after: string; limit: number },
): Promise<User[]> {
  const rows = await db
    .with('page', (part) =>
      part
        .selectFrom('membership')
        .select('user_id')
        .distinct()
        .where('group_id', '=', groupId)
        .where('user_id', '>', after)
        .orderBy('user_id')
        .limit(limit),
    )
    .selectFrom('page')
    .innerJoin('user', 'user.id', 'page.user_id')
    .selectAll('user')
    .orderBy('user.id')
    .execute()
  return rows.map(userFromRow)
}

/** Where a membership comes from: `manual`, or a connection. */
export type MembershipSource = Readonly<{ userId: string; groupId: string; source: string }>

/** The sources of these people's memberships in a group. */
export async function listSourcesInGroup(
  db: Db,
  groupId: GroupId,
  userIds: readonly string[],
): Promise<MembershipSource[]> {
  if (userIds.length === 0) return []
  return listSources(db, (query) =>
    query.where('group_id', '=', groupId).where('user_id', 'in', userIds),
  )
}

/** The sources of all of a person's memberships. */
export async function listSourcesOfUser(db: Db, userId: string): Promise<MembershipSource[]> {
  return listSources(db, (query) => query.where('user_id', '=', userId))
}

type Memberships = SelectQueryBuilder<Tables, 'membership', object>

async function listSources(
  db: Db,
  narrow: (query: Memberships) => Memberships,
): Promise<MembershipSource[]> {
  const rows = await narrow(db.selectFrom('membership')).selectAll().orderBy('source').execute()
  return rows.map(({ user_id, group_id, source }) => ({
    userId: user_id,
    groupId: group_id,
    source,
  }))
}

/** The groups a person is in, by name; at most `limit`, because tokens cannot carry more. */
export async function listGroupsOfUser(db: Db, userId: string, limit = 1_000): Promise<Group[]> {
  const rows = await db
    .selectFrom('group')
    .selectAll()
    // Each once, however many sources give it.
    .where('id', 'in', (sub) =>
      sub.selectFrom('membership').select('group_id').where('user_id', '=', userId),
    )
    .orderBy('name_key')
    .limit(limit)
    .execute()
  return rows.map(groupFromRow)
}

/** The groups that were given by hand, as exports list them. */
export async function listManualGroups(db: Db, userId: string): Promise<Group[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('group', 'group.id', 'membership.group_id')
    .selectAll('group')
    .where('membership.user_id', '=', userId)
    .where('membership.source', '=', MANUAL)
    .orderBy('group.name_key')
    .execute()
  return rows.map(groupFromRow)
}

/** Which of these groups a person is in: rules name few, however many there are in all. */
export async function listMembershipsAmong(
  db: Db,
  userId: string,
  groupIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const among = new Set<string>()
  for (let from = 0; from < groupIds.length; from += CHUNK) {
    const rows = await db
      .selectFrom('membership')
      .select('group_id')
      .where('user_id', '=', userId)
      .where('group_id', 'in', groupIds.slice(from, from + CHUNK))
      .execute()
    for (const { group_id } of rows) among.add(group_id)
  }
  return among
}

const CHUNK = 500

/** Whether one of this person's groups requires a second factor. */
export async function isInRequiringGroup(db: Db, userId: UserId): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .innerJoin('group', 'group.id', 'membership.group_id')
    .select('group.id')
    .where('membership.user_id', '=', userId)
    .where('group.requires_second_factor', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
