import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { type Decider, requireAuthority } from '../users/require-authority.ts'
import { findUserIn } from '../users/user-store.ts'
import { endSession } from './end-session.ts'
import { isAlive, type Session } from './session.ts'
import { findSessionByUid } from './session-store.ts'

/** A live session of this organization, by its uid. */
export async function findSessionIn(
  db: Db,
  organizationId: OrganizationId,
  uid: string,
  now: number,
): Promise<Session | undefined> {
  const session = await findSessionByUid(db, uid)
  const isHere = session?.organizationId === organizationId && isAlive(session, now)
  return isHere ? session : undefined
}

/** Signs out one of somebody's browsers, as an administrator decides. */
export async function endSessionOf(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { session, by }: Readonly<{ session: Session; by: Decider }>,
): Promise<void> {
  const { organizationId, userId } = session
  const user = await findUserIn(db, organizationId, userId)
  if (!user) throw new Failure('not_found', 'There is no such session.')
  requireAuthority({ by, over: user })
  const actor = { kind: 'user', id: by.id } as const
  await endSession(db, session, now(), { actor, target: { kind: 'user', id: userId } })
}
