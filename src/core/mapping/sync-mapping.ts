import { Failure, type StepDetail } from '../../base/errors.ts'
import type { GroupId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Connection } from '../connections/connection.ts'
import type { Identity } from '../connections/identity-store.ts'
import { groupKey } from '../groups/group.ts'
import { listGroupsNamed } from '../groups/group-store.ts'
import type { User } from '../users/user.ts'
import { lockUser } from '../users/user-store.ts'
import { decideMapping, type MappingDecision } from './decide-mapping.ts'
import { describeMapping } from './describe-mapping.ts'
import { writeGivenRoles } from './give-role.ts'
import {
  giveGroups,
  listGivenGroups,
  listGivenRoles,
  saveGiven,
  takeGroups,
} from './mapping-store.ts'
import { type MappingClaims, type Matched, matchRules } from './match-rules.ts'

type Synced = Readonly<{ user: User; told: StepDetail }>
type Asserted = Readonly<{
  user: User
  connection: Connection
  identity: Identity
  claims: MappingClaims
}>

/**
 * Brings a person's groups and role to what the connection's rules give for the claims. As long as
 * that is the same as at the last sign-in, nothing is read or written. Call it in a transaction.
 */
export async function syncMapping(tx: Db, asserted: Asserted, now: number): Promise<Synced> {
  const { user, connection, identity, claims } = asserted
  const { mapping, claims: named } = connection.settings
  const matched = matchRules(claims, mapping, named.groups)
  const given = digestOf(matched, connection)
  if (given === identity.mappingDigest) {
    return { user, told: describeMapping({ matched, isUnchanged: true }) }
  }
  const decision = await planMapping(tx, { user, connection, matched })
  await writeGroups(tx, { user, connection, decision }, now)
  const written = await writeRole(tx, asserted, decision, now)
  await saveGiven(tx, identity, {
    // The last owner keeps the role, and the next sign-in tries again.
    digest: written.isLastOwner ? 'last owner' : given,
    role: written.isLastOwner ? identity.givenRole : decision.role,
  })
  const { isLastOwner } = written
  const took = identity.givenRole !== decision.role ? identity.givenRole : undefined
  return {
    user: written.user,
    told: describeMapping({ matched, decision, tookRole: took, isLastOwner }),
  }
}

/** What a sign-in would change now. It only reads. */
export async function planMapping(
  db: Db,
  {
    user,
    connection,
    matched,
  }: Readonly<{
    /** Without an id: somebody who is not here yet. */
    user: Readonly<Pick<User, 'organizationId'> & { id: User['id'] | undefined }>
    connection: Connection
    matched: Matched
  }>,
): Promise<MappingDecision> {
  const groups = await listGroupsNamed(db, user.organizationId, [...matched.names.keys()])
  return decideMapping({
    matched,
    sync: connection.settings.mapping.sync,
    named: new Map(groups.map(({ id, name }) => [groupKey(name), id])),
    given: user.id === undefined ? [] : await listGivenGroups(db, user.id, connection.id),
  })
}

/**
 * Everything the result depends on. Where groups are given by name that includes the version of the
 * organization's groups, because a group of that name may have been made meanwhile.
 */
function digestOf({ groups, names, role }: Matched, connection: Connection): string {
  if (groups.size === 0 && names.size === 0 && !role) return ''
  const { mapping } = connection.settings
  const seen = names.size > 0 ? (connection.groupsVersion ?? 0) : 0
  const told = [mapping.sync, [...groups.keys()].sort(), [...names.keys()].sort(), role?.role, seen]
  return digest(JSON.stringify(told))
}

type Decided = Readonly<{ user: User; connection: Connection; decision: MappingDecision }>

async function writeGroups(
  tx: Db,
  { user, connection, decision }: Decided,
  now: number,
): Promise<void> {
  const source = { userId: user.id, source: connection.id }
  const { join, leave } = decision
  await giveGroups(
    tx,
    source,
    join.map(({ group }) => group),
  )
  await takeGroups(tx, source, leave)
  const about = (group: GroupId, detail: StepDetail) => ({
    organizationId: user.organizationId,
    actor: { kind: 'connection', id: connection.id } as const,
    target: { kind: 'group', id: group },
    detail: { user: user.id, login: user.login, connection: connection.slug, ...detail },
  })
  for (const { group, because } of join) {
    const detail = { rule: because.rule + 1, value: because.value }
    await recordEvent(tx, { ...about(group, detail), type: 'group.user_membership.add' }, now)
  }
  for (const group of leave) {
    await recordEvent(tx, { ...about(group, {}), type: 'group.user_membership.remove' }, now)
  }
}

async function writeRole(
  tx: Db,
  { user, connection, identity }: Asserted,
  { role }: MappingDecision,
  now: number,
): Promise<{ user: User; isLastOwner: boolean }> {
  if (role === identity.givenRole) return { user, isLastOwner: false }
  // Read again under a lock: an administrator or another connection may be changing the role as well.
  const locked = (await lockUser(tx, user.id)) ?? user
  const others = await listGivenRoles(tx, user.id, identity)
  const given = role ? [...others, role] : others
  const actor = { kind: 'connection', id: connection.id } as const
  try {
    const changed = await writeGivenRoles(tx, { user: locked, given, actor }, now)
    return { user: changed, isLastOwner: false }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'conflict') throw error
    return { user: locked, isLastOwner: true }
  }
}
