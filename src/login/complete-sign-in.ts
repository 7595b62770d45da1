import type { LocalPath } from '../base/local-path.ts'
import { newToken } from '../base/token.ts'
import type { Trace } from '../core/audit/trace.ts'
import type { Connection } from '../core/connections/connection.ts'
import { asCounted, decideFactors, PASSWORD_ALONE } from '../core/factors/decide-factors.ts'
import { readRequirement } from '../core/factors/read-requirement.ts'
import type { AssertedPerson } from '../core/users/asserted-person.ts'
import type { User } from '../core/users/user.ts'
import type { Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { beginSession, type Proof } from './begin-session.ts'
import { keepBrowserSecret } from './browser-secret.ts'
import { keepPending } from './factors/pending.ts'
import { leavePreviousSession } from './leave-previous-session.ts'
import type { LoginDeps, Onward } from './login-deps.ts'

type Deps = Pick<LoginDeps, 'now' | 'sealer'> &
  Readonly<{
    /** The caller's transaction, if the person was found in one. */
    db: Db
    trace: Trace
  }>

type Proved = Readonly<{
  /** Active, and read in this request. */
  user: User
  connection?: Connection
  proof: Proof
  /** Who is to be tied to the account: that takes the account's own factors, before the sign-in. */
  toTie?: AssertedPerson
  returnTo: LocalPath
  cookieHeader: string | undefined
}>

/**
 * The only way from "this is who it is" to a session, whatever proved it: a password, a connection, a
 * passkey, a link. If more is required, the browser goes to a pending sign-in, and only that can begin
 * the session (finish-pending.ts).
 */
export async function completeSignIn(
  deps: Deps,
  visit: Visit,
  { user, connection, proof, toTie, returnTo, cookieHeader }: Proved,
): Promise<Onward> {
  const { trace, now } = deps
  const { organization } = visit
  const counted = asCounted(proof, connection)
  const decision = decideFactors({
    requirement: await readRequirement(deps.db, { organization, user }),
    secondFactors: user.secondFactors ?? 0,
    amr: toTie ? PASSWORD_ALONE : counted.amr,
    shown: [],
  })
  if (decision === 'nothing' && !toTie) {
    const begun = { ...counted, user, ...(connection && { connection }), cookieHeader }
    const cookies = await trace.step('start_session', () => beginSession(deps, visit, begun, now()))
    await leavePreviousSession(deps, visit, { cookieHeader, userId: user.id })
    return { location: returnTo, cookies }
  }
  const token = newToken()
  const browser = keepBrowserSecret(visit, cookieHeader)
  await trace.step('ask_factor', async (note) => {
    note({ decision })
    const waits = { user, connection, proof, toTie, returnTo, browserDigest: browser.digest }
    await keepPending(deps, token, waits)
  })
  return { location: `/login/factor?request=${token}`, cookies: [browser.cookie], goesOn: true }
}
