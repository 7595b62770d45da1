import { Failure } from '../base/errors.ts'
import type { LocalPath } from '../base/local-path.ts'
import type { Trace } from '../core/audit/trace.ts'
import type { Tried } from '../core/throttle/bucket.ts'
import { tryPassword } from '../core/throttle/try-password.ts'
import { requireActive } from '../core/users/decide-identity.ts'
import { renewPasswordHash } from '../core/users/renew-password-hash.ts'
import { loginKey, type User } from '../core/users/user.ts'
import { findUserByLogin, lockUser } from '../core/users/user-store.ts'
import { readKnownBrowser } from '../front/known-browser.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { completeSignIn } from './complete-sign-in.ts'
import type { LoginDeps, Onward } from './login-deps.ts'

type Typed = Readonly<{
  login: string
  password: string
  remembered: boolean
  returnTo: LocalPath
  cookieHeader: string | undefined
}>

const LONGEST_LOGIN = 320

/**
 * A login and its password. Until the password is right nothing tells whether the login exists: one
 * message, the same work and the same count of tries for both. After it, the person may know what is the matter.
 */
export async function passwordSignIn(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { login, password, remembered, returnTo, cookieHeader }: Typed,
): Promise<Onward> {
  const { db, now, trace } = deps
  const { organization } = visit
  const user = await trace.step('check_password', async (note) => {
    if (!organization.settings.passwordSignIn) {
      throw new Failure('forbidden', 'Nobody signs in with a password here.')
    }
    const isLogin = login.trim() !== '' && login.length <= LONGEST_LOGIN && !login.includes('\0')
    const found = isLogin ? await findUserByLogin(db, organization.id, login) : undefined
    note({ account: found ? 'known' : 'unknown' })
    if (found) trace.about({ userId: found.id })
    const tried = triedAt(deps, visit, { login, user: found, cookieHeader })
    const { passwordHash } = found ?? {}
    const isRight = await tryPassword(db, { tried, passwordHash, password }, now())
    if (found && isRight) {
      if (deps.renewsPasswordHashes !== false) await renewPasswordHash(db, found, password)
      return found
    }
    throw wrong(!found ? 'no such login' : found.passwordHash ? 'wrong' : 'none set')
  })
  return db.transaction().execute(async (tx) => {
    const held = await trace.step('find_user', async () => {
      const present = await holdWhoseItIs(tx, user)
      requireActive(present)
      return present
    })
    const proof = { amr: ['pwd'], remembered }
    return completeSignIn({ ...deps, db: tx }, visit, { user: held, proof, returnTo, cookieHeader })
  })
}

/**
 * The account, held until what its password opens is there: a hash takes its time, and whoever gives
 * the account another password meanwhile ends what they find. Both change then; a hash that is merely
 * renewed is no change, and neither is another name.
 */
async function holdWhoseItIs(tx: Db, checked: User): Promise<User> {
  const held = await lockUser(tx, checked.id)
  const isSame =
    held?.updatedAt === checked.updatedAt || held?.passwordHash === checked.passwordHash
  if (held && isSame) return held
  throw wrong('changed meanwhile')
}

function wrong(reason: string): Failure {
  return new Failure(
    'wrong_password',
    'The username or the password is wrong. Check both and try again.',
    {
      detail: { reason },
    },
  )
}

type Meant = Readonly<{
  login: string
  user: User | undefined
  cookieHeader: string | undefined
}>

/** Counted by what was typed, which says the same of an account that does not exist. */
export function triedAt(
  { sealer }: Pick<LoginDeps, 'sealer'>,
  visit: Visit,
  { login, user, cookieHeader }: Meant,
): Tried {
  return {
    organizationId: visit.organization.id,
    what: 'password',
    account: loginKey(login),
    browser:
      user && readKnownBrowser(visit, sealer, { userId: user.id, cookieHeader, by: 'password' }),
    address: visit.address,
  }
}
