import type { Clock } from '../../base/clock.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Organization } from '../organizations/organization.ts'
import { personAsNow } from '../password-links/password-link.ts'
import type { User } from '../users/user.ts'
import { findUser, lockUser } from '../users/user-store.ts'
import type { RecoveryLink } from './recovery-link.ts'
import { findRecoveryLink, takeRecoveryLink } from './recovery-link-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Named = Readonly<{ organization: Organization; token: string }>
type Good = Readonly<{ link: RecoveryLink; user: User }>

const TOKEN = /^[\w-]{43}$/

/**
 * The link and its owner, if it can be used now; looking uses nothing up. Whatever it is otherwise
 * (unknown, used, expired, of another organization, its owner changed) is one answer: undefined.
 */
export async function findGoodRecoveryLink(
  { db, now }: Deps,
  { organization, token }: Named,
): Promise<Good | undefined> {
  if (!TOKEN.test(token)) return undefined
  const link = await findRecoveryLink(db, organization.id, digest(token))
  if (!link || link.expiresAt <= now()) return undefined
  const user = await findUser(db, link.userId)
  const isAsThen = user && link.boundTo === personAsNow(user)
  return isAsThen && user.role === 'owner' && user.status === 'active' ? { link, user } : undefined
}

/** Uses it up, in the transaction of the sign-in that it proves. */
export async function useRecoveryLink(
  tx: Db,
  { now }: Pick<Deps, 'now'>,
  named: Named,
): Promise<User | undefined> {
  const seen = await findGoodRecoveryLink({ db: tx, now }, named)
  // Held before it is looked at again: what ends the link meanwhile must end the session as well.
  const held = seen && (await lockUser(tx, seen.user.id))
  const good = held && (await findGoodRecoveryLink({ db: tx, now }, named))
  if (!good || !(await takeRecoveryLink(tx, good.link.id))) return undefined
  const { id } = good.user
  const actor = { kind: 'user', id } as const
  const { organizationId } = good.link
  const target = { kind: 'user', id }
  const type = 'user.recovery_link.use'
  await recordEvent(tx, { organizationId, type, actor, target }, now())
  return good.user
}
