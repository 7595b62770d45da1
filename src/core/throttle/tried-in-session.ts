import type { Session } from '../sessions/session.ts'
import { loginKey, type User } from '../users/user.ts'
import type { Tried } from './bucket.ts'

type Asked = Readonly<{ user: User; session: Session; address: string }>

/**
 * The person is signed in and types their password once more: counted for this session apart, so
 * that nobody at the login screen keeps them from it.
 */
export function triedInSession({ user, session, address }: Asked): Tried {
  return {
    organizationId: user.organizationId,
    what: 'password',
    account: loginKey(user.login),
    browser: session.uid,
    address,
  }
}
