/**
 * Cookies as browsers keep them: by host and path, never by port. Two servers on one loopback host
 * therefore see each other's cookies here, exactly as they will on a developer's laptop.
 */
export type Cookie = {
  name: string
  value: string
  domain: string
  hostOnly: boolean
  path: string
  secure: boolean
  httpOnly: boolean
  sameSite: 'strict' | 'lax' | 'none'
  expiresAt: number | undefined
}

type CookieRequest = {
  url: URL
  method: string
  /** Where the navigation came from; undefined when the person typed the address. */
  initiator: URL | undefined
}

export type CookieJar = {
  all: () => readonly Cookie[]
  named: (name: string) => Cookie | undefined
  store: (url: URL, setCookieHeaders: readonly string[]) => void
  headerFor: (request: CookieRequest) => string | undefined
  clear: () => void
  /** What closing and opening the browser does: cookies without a lifetime are gone. */
  forgetSessionCookies: () => void
}

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/

export function createCookieJar({ now = Date.now }: { now?: () => number } = {}): CookieJar {
  let cookies: Cookie[] = []

  const live = () => {
    cookies = cookies.filter((c) => c.expiresAt === undefined || c.expiresAt > now())
    return cookies
  }

  return {
    all: () => [...live()],
    named: (name) => live().find((c) => c.name === name),
    store(url, headers) {
      for (const header of headers) {
        const cookie = parseSetCookie(url, header, now())
        if (!cookie) continue
        cookies = cookies.filter((c) => !isSameCookie(c, cookie))
        cookies.push(cookie)
      }
      live()
    },
    headerFor(request) {
      const sent = live()
        .filter((c) => isSentWith(c, request))
        .sort((one, other) => other.path.length - one.path.length) // RFC 6265 §5.4: longest first
      return sent.length ? sent.map((c) => `${c.name}=${c.value}`).join('; ') : undefined
    },
    clear() {
      cookies = []
    },
    forgetSessionCookies() {
      cookies = cookies.filter((c) => c.expiresAt !== undefined)
    },
  }
}

function parseSetCookie(url: URL, header: string, now: number): Cookie | undefined {
  const [pair = '', ...rest] = header.split(';')
  const equals = pair.indexOf('=')
  if (equals < 1) return
  const attributes = new Map(
    rest.map((part) => {
      const [key = '', ...value] = part.split('=')
      return [key.trim().toLowerCase(), value.join('=').trim()] as const
    }),
  )
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase()
  const path = attributes.get('path')
  const sameSite = attributes.get('samesite')?.toLowerCase()
  const cookie: Cookie = {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    domain: domain || url.hostname,
    hostOnly: !domain,
    path: path?.startsWith('/') ? path : defaultPath(url),
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    // Browsers treat a missing SameSite as Lax.
    sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
    expiresAt: expiry(attributes, now),
  }
  return isAcceptable(cookie, url) ? cookie : undefined
}

/** RFC 6265 §5.2.2: Max-Age wins over Expires. */
function expiry(attributes: ReadonlyMap<string, string>, now: number): number | undefined {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1_000
  const expires = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(expires) ? undefined : expires
}

function defaultPath(url: URL): string {
  const last = url.pathname.lastIndexOf('/')
  return last > 0 ? url.pathname.slice(0, last) : '/'
}

function isAcceptable(cookie: Cookie, url: URL): boolean {
  if (!isHostWithin(url.hostname, cookie.domain)) return false
  if (cookie.secure && !isTrustworthy(url)) return false
  if (cookie.sameSite === 'none' && !cookie.secure) return false
  if (cookie.name.startsWith('__Secure-') && !cookie.secure) return false
  const isHostPrefixed = cookie.name.startsWith('__Host-')
  return !isHostPrefixed || (cookie.secure && cookie.hostOnly && cookie.path === '/')
}

function isSentWith(cookie: Cookie, { url, method, initiator }: CookieRequest): boolean {
  if (cookie.hostOnly ? url.hostname !== cookie.domain : !isHostWithin(url.hostname, cookie.domain))
    return false
  if (!isPathWithin(url.pathname, cookie.path)) return false
  if (cookie.secure && !isTrustworthy(url)) return false
  if (!initiator || isSameSite(url, initiator) || cookie.sameSite === 'none') return true
  return cookie.sameSite === 'lax' && method === 'GET'
}

function isSameCookie(one: Cookie, other: Cookie): boolean {
  return one.name === other.name && one.domain === other.domain && one.path === other.path
}

function isHostWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

function isPathWithin(path: string, cookiePath: string): boolean {
  const folder = cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`
  return path === cookiePath || path.startsWith(folder)
}

/** Browsers send Secure cookies to loopback without TLS. */
function isTrustworthy(url: URL): boolean {
  return url.protocol === 'https:' || LOOPBACK.test(url.hostname)
}

/** Roughly the registrable domain: enough for loopback names and two-label test domains. */
export function siteOf(url: URL): string {
  const isAddress = /^[\d.]+$|^\[/.test(url.hostname)
  const host = isAddress ? url.hostname : url.hostname.split('.').slice(-2).join('.')
  return `${url.protocol}//${host}`
}

function isSameSite(one: URL, other: URL): boolean {
  return siteOf(one) === siteOf(other)
}
