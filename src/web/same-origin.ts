import { Failure } from '../base/errors.ts'

/**
 * Whether a POST comes from a page of `origin` itself. Browsers tell, and scripts of other pages
 * cannot lie about it: by Origin, else by Sec-Fetch-Site, else by Referer. `Origin: null` (a
 * sandboxed frame, or a browser that keeps quiet about where it was) counts as saying nothing.
 */
export function isSameOrigin(headers: Headers, origin: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false

  const sent = headers.get('origin')
  if (sent !== null && sent !== 'null') return sent === origin
  if (site !== null) return true

  const referer = headers.get('referer')
  return referer !== null && URL.parse(referer)?.origin === origin
}

/** The same as a refusal: every handler of our own form POSTs calls this first (login CSRF). */
export function requireSameOrigin(headers: Headers, origin: string): void {
  if (isSameOrigin(headers, origin)) return
  throw new Failure(
    'forbidden',
    'This form was sent from another site, so nothing was done. Open the page again and repeat it there.',
    { detail: { expected: origin, received: headers.get('origin') ?? headers.get('referer') } },
  )
}
