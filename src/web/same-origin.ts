import { Failure } from '../base/errors.ts'

/**
 * Whether a POST comes from a page of `origin` itself. Browsers tell, and scripts of other pages
 * cannot lie about it: by Origin, else by Sec-Fetch-Site, else by Referer. A request with none of
 * these is not a browser's (they all send Origin with a POST), and only a browser can be misled.
 * `Origin: null` (a sandboxed frame, or a page that hides where it was) proves nothing good.
 */
export function isSameOrigin(headers: Headers, origin: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false

  const sent = headers.get('origin')
  if (sent !== null && sent !== 'null') return sent === origin
  if (site !== null) return true

  const referer = headers.get('referer')
  if (referer !== null) return URL.parse(referer)?.origin === origin
  return sent === null
}

/** The same as a refusal: every handler of our own form POSTs calls this first (login CSRF). */
export function requireSameOrigin(headers: Headers, origin: string): void {
  if (!isSameOrigin(headers, origin)) throw notSameOrigin(headers, origin)
}

/** Why nothing was done, where `isSameOrigin` said no. */
export function notSameOrigin(headers: Headers, origin: string): Failure {
  const isOurPage = headers.get('sec-fetch-site') === 'same-origin'
  const sent = headers.get('origin')
  // The browser sees one origin and this server is told another: nobody else's page, but a proxy.
  if (isOurPage && sent !== null && sent !== 'null') {
    return new Failure(
      'forbidden',
      `Your browser is at ${sent}, but the proxy in front of this server tells it ${origin}, so nothing was done. The proxy has to pass on Host and X-Forwarded-Proto, and its address has to be among trustedProxies.`,
      { detail: { expected: origin, received: sent } },
    )
  }
  return new Failure(
    'forbidden',
    'This form was sent from another site, so nothing was done. Open the page again and repeat it there.',
    { detail: { expected: origin, received: sent ?? headers.get('referer') } },
  )
}
