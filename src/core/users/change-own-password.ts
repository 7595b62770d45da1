import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { deleteTokensOfUser } from '../artifacts/artifact-store.ts'
import { recordEvent } from '../audit/event-store.ts'
import { passwordChangedMessage } from '../mail/messages.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { Organization } from '../organizations/organization.ts'
import { endSessionsOfUser } from '../sessions/end-session.ts'
import type { Session } from '../sessions/session.ts'
import { triedInSession } from '../throttle/tried-in-session.ts'
import { tryPassword } from '../throttle/try-password.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { hashNewPassword } from './new-password.ts'
import type { User } from './user.ts'
import { updateUser } from './user-store.ts'

type Wish = Readonly<{
  organization: Organization
  user: User
  /** The session in which the person changes it, which goes on. */
  session: Session
  present: string
  wanted: string
  address: string
}>

/**
 * A person changes their own password. Somebody else knowing the old one may be the reason, so every
 * other session ends, with what was issued in it and what outlives sessions.
 */
export async function changeOwnPassword(
  { db, now, sealer }: Readonly<{ db: Db; now: Clock; sealer: Sealer }>,
  { organization, user, session, present, wanted, address }: Wish,
): Promise<void> {
  const tried = triedInSession({ user, session, address })
  const typed = { tried, passwordHash: user.passwordHash, password: present }
  if (!(await tryPassword(db, typed, now()))) {
    throw new Failure('wrong_password', 'This is not your present password.')
  }
  if (wanted === present) {
    throw new Failure('invalid_input', 'The new password is the one that you have already.')
  }
  const passwordHash = await hashNewPassword(wanted, user)
  const at = now()
  const changed: User = { ...user, passwordHash, updatedAt: nextVersion(user, at) }
  await db.transaction().execute(async (tx) => {
    await claimVersion(tx, 'user', user, changed.updatedAt)
    await updateUser(tx, changed)
    await endSessionsOfUser(tx, user.id, at, { except: session.uid })
    await deleteTokensOfUser(tx, user.id, { exceptOfSession: session.uid })
    const { organizationId, id } = user
    const actor = { kind: 'user', id } as const
    const target = { kind: 'user', id }
    const type = 'user.account.update_password'
    await recordEvent(tx, { organizationId, type, actor, target }, at)
    const message = passwordChangedMessage({ organization, user })
    await queueMail(tx, { sealer }, { user, kind: 'password_changed', message }, at)
  })
}
