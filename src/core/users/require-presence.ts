import { MINUTE } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Session } from '../sessions/session.ts'
import { verifyPassword } from './password.ts'
import type { User } from './user.ts'

const RECENT_MS = 10 * MINUTE

/** Whether the person signed in so lately that they need not prove again who they are. */
export function isRecent({ authenticatedAt }: Pick<Session, 'authenticatedAt'>, now: number) {
  return now - authenticatedAt < RECENT_MS
}

type Proof = Readonly<{ user: User; session: Session; password: string | undefined }>

/**
 * Before a way in is changed: a browser that was left open must not be enough. The password, or a
 * sign-in of the last ten minutes.
 */
export async function requirePresence(
  { user, session, password }: Proof,
  now: number,
): Promise<void> {
  if (isRecent(session, now)) return
  if (password === undefined || user.passwordHash === undefined) {
    throw new Failure('forbidden', 'Sign in again first: your last sign-in is a while ago.')
  }
  if (await verifyPassword(user.passwordHash, password)) return
  throw new Failure('wrong_password', 'This is not your password.')
}
