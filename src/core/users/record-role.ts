import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Role, User } from './user.ts'

type Given = Readonly<{ user: User; before: Role; actor: Event['actor'] }>

/** A changed role is an event of its own; becoming a member means losing a role. */
export async function recordRole(
  tx: Db,
  { user, before, actor }: Given,
  now: number,
): Promise<void> {
  const { organizationId, id, role } = user
  if (role === before) return
  const what = role === 'member' ? 'revoke' : 'grant'
  const target = { kind: 'user', id }
  const detail = { 'before.role': before, 'after.role': role }
  const type = `user.account.privilege.${what}` as const
  await recordEvent(tx, { organizationId, type, actor, target, detail }, now)
}
