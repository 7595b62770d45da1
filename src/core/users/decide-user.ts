import type { Clock } from '../../base/clock.ts'
import { newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { deleteArtifactsOfUser } from '../artifacts/artifact-store.ts'
import { recordEvent } from '../audit/event-store.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { atField } from './at-field.ts'
import { changePassword } from './change-password.ts'
import { hashNewPassword } from './new-password.ts'
import { type Decider, requireAuthority, requireOwnerLeft } from './require-authority.ts'
import { changeUserStatus } from './set-user-status.ts'
import type { User, UserStatus } from './user.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Decided = Readonly<{ user: User; by: Decider }>

/** Activates a person, or shuts them out along with everything that was issued to them. */
export async function decideStatus(
  { db, now }: Deps,
  { user, by }: Decided,
  status: UserStatus,
): Promise<User> {
  requireAuthority({ by, over: user })
  if (user.status === status) return user
  return db.transaction().execute(async (tx) => {
    const at = nextVersion(user, now())
    await claimVersion(tx, 'user', user, at)
    await requireOwnerLeft(tx, user, { ...user, status })
    return changeUserStatus(tx, { user, status, actor: actorOf(by) }, at)
  })
}

/** Gives a person the given password, or a generated one, which is returned this once. */
export async function resetPassword(
  { db, now }: Deps,
  { user, by }: Decided,
  given: string | undefined,
): Promise<{ madeUp: string | undefined }> {
  requireAuthority({ by, over: user })
  const madeUp = given === undefined ? newToken().slice(0, 20) : undefined
  const passwordHash = await atField('password', () => hashNewPassword(given ?? madeUp ?? '', user))
  await db.transaction().execute(async (tx) => {
    const at = nextVersion(user, now())
    await claimVersion(tx, 'user', user, at)
    await changePassword(tx, { user, passwordHash, actor: actorOf(by) }, at)
  })
  return { madeUp }
}

/** Ends every session of a person, and the codes and tokens that were issued to them. */
export async function signOutEverywhere({ db, now }: Deps, { user, by }: Decided): Promise<void> {
  requireAuthority({ by, over: user })
  await db.transaction().execute(async (tx) => {
    await endSessionsOfUser(tx, user.id, now())
    await deleteArtifactsOfUser(tx, user.id)
    const target = { kind: 'user', id: user.id }
    const { organizationId } = user
    const type = 'user.session.clear'
    await recordEvent(tx, { organizationId, type, actor: actorOf(by), target }, now())
  })
}

function actorOf(by: Decider) {
  return { kind: 'user', id: by.id } as const
}
