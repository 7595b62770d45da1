import { readCookie, setCookie } from '../web/cookies.ts'
import type { Visit } from './visit.ts'

/** Requested by `latchkey doctor`. Nothing is stored, and the cookie has no other use. */
export const COOKIE_CHECK = '/login?check=cookies'

/** The answer's cookie, whose value says whether the request had one: a proxy may lose either. */
export function cookieOfCheck(
  { cookies, secure }: Pick<Visit, 'cookies' | 'secure'>,
  came: boolean,
) {
  return setCookie({
    name: cookies.check,
    value: came ? 'came' : 'new',
    secure,
    maxAgeSeconds: 60,
  })
}

export function answerCookieCheck(visit: Visit, cookieHeader: string | undefined): Response {
  const came = readCookie(cookieHeader, visit.cookies.check) !== undefined
  const headers = { 'set-cookie': cookieOfCheck(visit, came), 'cache-control': 'no-store' }
  return new Response(null, { status: 204, headers })
}
