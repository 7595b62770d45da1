import { SECOND } from '../base/clock.ts'
import { digest } from '../base/token.ts'
import { endSession } from '../core/sessions/end-session.ts'
import { findLiveSession, type SignedIn } from '../core/sessions/find-live-session.ts'
import type { Session } from '../core/sessions/session.ts'
import { findSession } from '../core/sessions/session-store.ts'
import { forgetRounds } from '../core/sign-in-attempts/sign-in-attempt-store.ts'
import type { Db } from '../storage/database.ts'
import { clearCookie, readCookie, setCookie } from '../web/cookies.ts'
import type { Visit } from './visit.ts'

/** Who is signed in on the browser that sent these cookies, if anybody. */
export async function readSession(
  db: Db,
  visit: Visit,
  cookieHeader: string | null | undefined,
  now: number,
): Promise<SignedIn | undefined> {
  const token = readCookie(cookieHeader, visit.cookies.session)
  return findLiveSession(db, { organization: visit.organization, token }, now)
}

/** How long the browser keeps the cookie of a remembered person; otherwise it ends with the browser. */
export function lastsFor({ remembered, expiresAt }: Session, now: number): number | undefined {
  return remembered ? expiresAt - now : undefined
}

/** The header that sets the session's cookie, which ends with the browser unless `lastsMs` is given. */
export function sessionCookie(visit: Visit, token: string, lastsMs?: number): string {
  const maxAgeSeconds = lastsMs === undefined ? undefined : lastsMs / SECOND
  return setCookie({
    ...{ name: visit.cookies.session, value: token, secure: visit.secure },
    maxAgeSeconds,
  })
}

export function noSessionCookie(visit: Visit): string {
  return clearCookie({ name: visit.cookies.session, secure: visit.secure })
}

/** Ends the session of this browser, and returns it for those who must be told. */
export async function endSessionOfBrowser(
  db: Db,
  visit: Visit,
  cookieHeader: string | null | undefined,
  now: number,
): Promise<Session | undefined> {
  const token = readCookie(cookieHeader, visit.cookies.session)
  const session = token ? await findSession(db, digest(token)) : undefined
  if (!session || session.organizationId !== visit.organization.id) return
  const browser = readCookie(cookieHeader, visit.cookies.attempt)
  if (browser) await forgetRounds(db, digest(browser))
  return (await endSession(db, session, now)) ? session : undefined
}
