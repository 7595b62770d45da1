import { SECOND } from '../base/clock.ts'
import { digest, newToken } from '../base/token.ts'
import { ATTEMPT_MS } from '../core/sign-in-attempts/sign-in-attempt.ts'
import type { Visit } from '../front/visit.ts'
import { readCookie, setCookie } from '../web/cookies.ts'

/**
 * What ties attempts to the browser that began them: one secret a browser, so that several tabs can
 * sign in at once, and a callback that somebody else began is worth nothing here (login CSRF).
 */
export type BrowserSecret = Readonly<{ digest: string; cookie: string }>

/** The browser's own secret or a new one, with the cookie that keeps it as long as an attempt. */
export function keepBrowserSecret(
  visit: Visit,
  cookieHeader: string | null | undefined,
): BrowserSecret {
  const token = readSecret(visit, cookieHeader) ?? newToken()
  const cookie = setCookie({
    name: visit.cookies.attempt,
    value: token,
    secure: visit.secure,
    maxAgeSeconds: ATTEMPT_MS / SECOND,
    reach: 'cross_site',
  })
  return { digest: digest(token), cookie }
}

export function readBrowserDigest(
  visit: Visit,
  cookieHeader: string | null | undefined,
): string | undefined {
  const token = readSecret(visit, cookieHeader)
  return token && digest(token)
}

/** Only what `newToken` could have made: a guessable secret is refused, not kept. */
function readSecret(visit: Visit, cookieHeader: string | null | undefined): string | undefined {
  const token = readCookie(cookieHeader, visit.cookies.attempt)
  return token && /^[\w-]{43}$/.test(token) ? token : undefined
}
