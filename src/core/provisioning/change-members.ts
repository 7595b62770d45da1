import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvents } from '../audit/event-store.ts'
import { type Group, provisionedSource } from '../groups/group.ts'
import { actorOf, type Provisioner } from './find-provisioner.ts'
import type { MemberChange } from './provisioned-group.ts'
import { listMembersOfSource, putIn, takeOut } from './provisioned-group-store.ts'
import { listProvisionedAmong } from './provisioned-person-store.ts'

/** More than a company has, and few enough to be read at once. */
export const MOST_MEMBERS = 100_000

const A_STATEMENT = 500

type Change = Readonly<{ provisioner: Provisioner; group: Group; members: MemberChange }>

/**
 * Only what the connection gave is taken by it, and only people whom it tells of are put in: what an
 * administrator or a claim gave stands beside it. Call it in a transaction.
 */
export async function changeMembers(
  tx: Db,
  { provisioner, group, members }: Change,
  now: number,
): Promise<void> {
  const source = provisionedSource(provisioner.connection.id)
  const into = { groupId: group.id, source }
  const present = members.replaces
    ? await listMembersOfSource(tx, [group.id], { source, limit: MOST_MEMBERS })
    : []
  const there = new Set(present.map(({ userId }) => userId))
  const leaving = [...there, ...members.remove].filter((id) => !members.add.has(id))
  const joining = [...members.add].filter((id) => !there.has(id))
  for (const ids of chunksOf([...new Set(leaving)])) {
    const out = await takeOut(tx, into, ids)
    await record(tx, { provisioner, group, ids: out, type: 'group.user_membership.remove' }, now)
  }
  for (const ids of chunksOf(joining)) {
    const known = await listProvisionedAmong(tx, provisioner.connection.id, ids)
    requireKnown(ids, known)
    const news = await putIn(tx, into, ids)
    const about = { provisioner, group, ids: news, logins: known }
    await record(tx, { ...about, type: 'group.user_membership.add' }, now)
  }
}

function requireKnown(ids: readonly string[], known: ReadonlyMap<string, string>): void {
  const unknown = ids.find((id) => !known.has(id))
  if (unknown === undefined) return
  throw new Failure(
    'invalid_input',
    `There is nobody with the id ${unknown.slice(0, 100)} for you.`,
  )
}

type Moved = Readonly<{
  provisioner: Provisioner
  group: Group
  ids: readonly string[]
  logins?: ReadonlyMap<string, string>
  type: 'group.user_membership.add' | 'group.user_membership.remove'
}>

async function record(tx: Db, moved: Moved, now: number): Promise<void> {
  const { provisioner, group, ids, logins, type } = moved
  const { organizationId } = group
  const { slug: connection } = provisioner.connection
  const about = {
    organizationId,
    actor: actorOf(provisioner),
    target: { kind: 'group', id: group.id },
  }
  const happened = ids.map((user) => ({
    ...{ ...about, type },
    detail: { user, login: logins?.get(user), connection },
  }))
  await recordEvents(tx, happened, now)
}

function chunksOf<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / A_STATEMENT)
  return Array.from({ length: count }, (_, i) => all.slice(i * A_STATEMENT, (i + 1) * A_STATEMENT))
}
