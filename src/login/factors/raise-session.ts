import type { Clock } from '../../base/clock.ts'
import type { SessionId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import { digest, newToken } from '../../base/token.ts'
import { isTwoFactor } from '../../core/factors/authentication-methods.ts'
import type { PendingSignIn } from '../../core/pending-sign-ins/pending-sign-in.ts'
import { replaceSecret } from '../../core/sessions/session-store.ts'
import { knownBrowserCookie } from '../../front/known-browser.ts'
import { lastsFor, readSession, sessionCookie } from '../../front/session-cookie.ts'
import type { Visit } from '../../front/visit.ts'
import type { Db } from '../../storage/database.ts'
import { expired } from '../expired.ts'

type Raised = Readonly<{
  pending: PendingSignIn
  amr: readonly string[]
  cookieHeader: string | undefined
}>

/**
 * More was shown in a session that is under way: it is the same one, with everything that was given
 * out in it, under a new secret. It must be the one that this browser holds, and that the step-up
 * was begun in.
 */
export async function raiseSession(
  { db, now, sealer }: Readonly<{ db: Db; now: Clock; sealer: Sealer }>,
  visit: Visit,
  { pending, amr, cookieHeader }: Raised,
): Promise<readonly string[]> {
  const signedIn = await readSession(db, visit, cookieHeader, now())
  const isSame =
    signedIn?.session.uid === pending.sessionUid && signedIn?.user.id === pending.userId
  if (!signedIn || !isSame) throw expired()
  const token = newToken()
  // The cast is true because ids of sessions are what `digest` makes of their secrets.
  const id = digest(token) as SessionId
  // Another tab may have shown more in it since this step-up was begun.
  const all = [...new Set([...signedIn.session.amr, ...amr])]
  const raised = { id, amr: all, acr: undefined, authenticatedAt: now() }
  if (!(await replaceSecret(db, signedIn.session.id, raised))) throw expired()
  const shown = { userId: pending.userId, cookieHeader, hasShownFactor: isTwoFactor(amr) }
  return [
    sessionCookie(visit, token, lastsFor(signedIn.session, now())),
    knownBrowserCookie(visit, sealer, shown),
  ]
}
