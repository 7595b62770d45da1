/**
 * Cookies of one organization. Their names carry its id, because browsers keep cookies by host and
 * ignore the port: two organizations on one laptop would otherwise overwrite each other's.
 */
export type CookieNames = Readonly<{
  session: string
  attempt: string
  lastConnection: string
  knownBrowser: string
  /** Only for `latchkey doctor`. */
  check: string
}>

export function cookieNames(organizationId: string, secure: boolean): CookieNames {
  // A browser takes a `__Host-` cookie only from this very host over https, so that a neighbouring
  // subdomain cannot plant a session of its own (session fixation).
  const prefix = secure ? '__Host-' : ''
  return {
    session: `${prefix}latchkey_session_${organizationId}`,
    attempt: `${prefix}latchkey_attempt_${organizationId}`,
    lastConnection: `${prefix}latchkey_last_${organizationId}`,
    knownBrowser: `${prefix}latchkey_known_${organizationId}`,
    check: `${prefix}latchkey_check_${organizationId}`,
  }
}

export type Cookie = Readonly<{
  name: string
  value: string
  secure: boolean
  /** Absent: the cookie ends with the browser. */
  maxAgeSeconds?: number | undefined
  /**
   * `cross_site` is only for the sign-in attempt's cookie: a provider's form_post is a POST from
   * another site, with which browsers send no Lax cookie. Over http it falls back to Lax, which is
   * enough on one laptop, where all ports of localhost are the same site.
   */
  reach?: 'same_site' | 'cross_site' | undefined
}>

/** The text of one Set-Cookie header. */
export function setCookie({ name, value, secure, maxAgeSeconds, reach }: Cookie): string {
  if (!/^[\w-]+$/.test(name) || !/^[\w.~%-]*$/.test(value)) {
    throw new Error(`A cookie's name and value must be plain tokens: ${name}`)
  }
  const crossSite = reach === 'cross_site' && secure
  return [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    `SameSite=${crossSite ? 'None' : 'Lax'}`,
    ...(secure ? ['Secure'] : []),
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`]),
  ].join('; ')
}

/** The Set-Cookie header that makes the browser forget a cookie. */
export function clearCookie(cookie: Pick<Cookie, 'name' | 'secure' | 'reach'>): string {
  return setCookie({ ...cookie, value: '', maxAgeSeconds: 0 })
}

const LONGEST_HEADER = 16_384

/**
 * One cookie from a Cookie header, which may contain anything: no input makes this throw. If a name
 * occurs several times, the first counts. A malformed cookie counts as none (elsewhere, parsers that
 * throw here have let people past access checks).
 */
export function readCookie(header: string | null | undefined, name: string): string | undefined {
  if (!header || header.length > LONGEST_HEADER) return
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue
    const value = pair.slice(equals + 1).trim()
    return /^[\w.~%-]+$/.test(value) ? value : undefined
  }
  return
}
