import { MINUTE } from '../../base/clock.ts'
import type { LocalPath } from '../../base/local-path.ts'
import { newToken } from '../../base/token.ts'
import type { Trace } from '../../core/audit/trace.ts'
import { decideFactors } from '../../core/factors/decide-factors.ts'
import { readRequirement } from '../../core/factors/read-requirement.ts'
import type { Wanted } from '../../core/factors/wanted.ts'
import { readSession } from '../../front/session-cookie.ts'
import type { Visit } from '../../front/visit.ts'
import { keepBrowserSecret } from '../browser-secret.ts'
import type { LoginDeps, Onward } from '../login-deps.ts'
import { withSignInRequest } from '../sign-in-request.ts'
import { keepPending } from './pending.ts'

type Asked = Readonly<{
  wanted: Wanted
  returnTo: LocalPath
  cookieHeader: string | undefined
}>

/** How long after a sign-in a first factor may be added: an unlocked browser must not be enough. */
const FRESH_MS = 10 * MINUTE

/**
 * Somebody who is signed in shows another factor, in the session that they have, and goes on to where
 * more was wanted. Whether that is enough is decided there: `wanted` comes by the browser.
 */
export async function stepUp(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { wanted, returnTo, cookieHeader }: Asked,
): Promise<Onward> {
  const { db, now, trace } = deps
  const { organization } = visit
  const signedIn = await readSession(db, visit, cookieHeader, now())
  if (!signedIn) return { location: withSignInRequest('/login', { returnTo }), cookies: [] }
  const { user, session } = signedIn
  trace.about({ userId: user.id, connectionId: session.connectionId })
  const decision = decideFactors({
    requirement: await readRequirement(db, { organization, user }),
    secondFactors: user.secondFactors ?? 0,
    amr: session.amr,
    shown: [],
    wanted,
  })
  if (decision === 'nothing') return { location: returnTo, cookies: [] }
  if (decision === 'enrol' && now() - session.authenticatedAt > FRESH_MS) {
    return { location: withSignInRequest('/login', { returnTo, fresh: true }), cookies: [] }
  }
  const token = newToken()
  const browser = keepBrowserSecret(visit, cookieHeader)
  const { amr, acr, uid: sessionUid } = session
  const proof = { amr, ...(acr !== undefined && { acr }) }
  // What a session says was counted when it was begun, whatever it was begun through.
  const waits = { user, connection: undefined, proof, returnTo, browserDigest: browser.digest }
  await trace.step('ask_factor', async (note) => {
    note({ decision, wanted })
    await keepPending(deps, token, { ...waits, sessionUid, wanted })
  })
  return { location: `/login/factor?request=${token}`, cookies: [browser.cookie] }
}
