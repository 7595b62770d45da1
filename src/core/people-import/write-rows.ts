import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfUser } from '../artifacts/artifact-store.ts'
import { recordEvents } from '../audit/event-store.ts'
import { addMembers } from '../groups/membership-store.ts'
import { newPasswordLink } from '../password-links/make-password-link.ts'
import { passwordLinkPath } from '../password-links/password-link.ts'
import { insertPasswordLinks } from '../password-links/password-link-store.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import { recordRole } from '../users/record-role.ts'
import type { Decider } from '../users/require-authority.ts'
import { recordEdit } from '../users/save-user.ts'
import { changeUserStatus } from '../users/set-user-status.ts'
import type { User } from '../users/user.ts'
import { insertUsers, updateUser } from '../users/user-store.ts'
import { claimVersion } from '../versions/claim-version-store.ts'
import type { ImportTerms, PlannedRow } from './plan-row.ts'

type Created = Extract<PlannedRow, { outcome: 'create' }>
type Changed = Extract<PlannedRow, { outcome: 'change' }>
type Planned = Readonly<{
  terms: ImportTerms
  invite: boolean
  planned: readonly PlannedRow[]
}>

/** Does what was planned. Answers the invitations that were made, by line. */
export async function writeRows(
  tx: Db,
  { terms, invite, planned }: Planned,
  at: number,
): Promise<ReadonlyMap<number, string>> {
  const created = planned.filter((one) => one.outcome === 'create')
  const changed = planned.filter((one) => one.outcome === 'change')
  if (created.length > 0) await createAll(tx, terms, created, at)
  for (const one of changed) await change(tx, terms, one, at)
  await joinAll(tx, terms, [...created, ...changed], at)
  return invite ? inviteAll(tx, terms, created, at) : new Map()
}

async function createAll(
  tx: Db,
  { by }: ImportTerms,
  created: readonly Created[],
  at: number,
): Promise<void> {
  const users = created.map(({ user }) => user)
  await insertUsers(tx, users)
  const happened = users.map((user) => {
    const { login, role, status } = user
    const detail = { login, role, status, by: 'import' }
    return { ...about(user, by), type: 'user.lifecycle.create', detail } as const
  })
  await recordEvents(tx, happened, at)
  for (const user of users) {
    await recordRole(tx, { user, before: 'member', actor: about(user, by).actor }, at)
  }
}

async function change(
  tx: Db,
  { by }: ImportTerms,
  { before, user }: Changed,
  at: number,
): Promise<void> {
  await claimVersion(tx, 'user', before, user.updatedAt)
  const edited: User = { ...user, status: before.status }
  if (!isSame(edited, before)) {
    await updateUser(tx, edited)
    await recordEdit(tx, { existing: before, user: edited, by }, at)
  }
  if (user.role !== before.role) {
    // They were given out to what the person was before.
    await endSessionsOfUser(tx, user.id, at)
    await deleteArtifactsOfUser(tx, user.id)
  }
  if (user.status === before.status) return
  const { actor } = about(user, by)
  await changeUserStatus(tx, { user: edited, status: user.status, actor }, user.updatedAt)
}

function isSame(one: User, other: User): boolean {
  const [first, second] = [one, other].map((user) => JSON.stringify({ ...user, updatedAt: 0 }))
  return first === second
}

async function joinAll(
  tx: Db,
  { by }: ImportTerms,
  planned: readonly (Created | Changed)[],
  at: number,
): Promise<void> {
  const joined = planned.flatMap(({ user, joins }) => joins.map((group) => ({ user, group })))
  await addMembers(
    tx,
    joined.map(({ user, group }) => ({ userId: user.id, groupId: group.id })),
  )
  const happened = joined.map(({ user, group }) => {
    const target = { kind: 'group', id: group.id }
    const detail = { user: user.id, login: user.login }
    return { ...about(user, by), type: 'group.user_membership.add', target, detail } as const
  })
  await recordEvents(tx, happened, at)
}

async function inviteAll(
  tx: Db,
  { organization, by }: ImportTerms,
  created: readonly Created[],
  at: number,
): Promise<ReadonlyMap<number, string>> {
  const made = created
    .filter(({ user }) => user.status === 'staged')
    .map(({ row, user }) => ({ row, user, ...newPasswordLink(organization, user, at) }))
  await insertPasswordLinks(
    tx,
    made.map(({ link, token }) => ({ link, tokenDigest: digest(token) })),
  )
  const happened = made.map(({ user, link: { purpose } }) => {
    return { ...about(user, by), type: 'user.password_link.create', detail: { purpose } } as const
  })
  await recordEvents(tx, happened, at)
  const { url } = organization
  const addresses = made.map(({ row, link, token }) => {
    return [row.line, url + passwordLinkPath(link.purpose, token)] as const
  })
  return new Map(addresses)
}

function about({ organizationId, id }: User, by: Decider) {
  const actor = { kind: 'user', id: by.id } as const
  return { organizationId, actor, target: { kind: 'user', id } }
}
