import { MINUTE } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Session } from '../sessions/session.ts'
import { triedInSession } from '../throttle/tried-in-session.ts'
import { tryPassword } from '../throttle/try-password.ts'
import type { User } from './user.ts'

const RECENT_MS = 10 * MINUTE

/** Whether the person signed in so recently that they need not prove who they are again. */
export function isRecent({ authenticatedAt }: Pick<Session, 'authenticatedAt'>, now: number) {
  return now - authenticatedAt < RECENT_MS
}

type Proof = Readonly<{
  user: User
  session: Session
  password: string | undefined
  address: string
}>

/**
 * Required before a way in is changed, so that a browser that was left open is not enough: the
 * password, or a sign-in within the last ten minutes.
 */
export async function requirePresence(
  db: Db,
  { user, session, password, address }: Proof,
  now: number,
): Promise<void> {
  if (isRecent(session, now)) return
  if (password === undefined || user.passwordHash === undefined) {
    throw new Failure('forbidden', 'Sign in again first: your last sign-in is a while ago.')
  }
  const { passwordHash } = user
  const tried = triedInSession({ user, session, address })
  if (await tryPassword(db, { tried, passwordHash, password }, now)) return
  throw new Failure('wrong_password', 'This is not your password.')
}
