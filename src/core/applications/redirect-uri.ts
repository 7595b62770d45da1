import type { ApplicationSettings } from './application.ts'

/**
 * Exact comparison (RFC 9700 section 2.1), and the wildcard that the wizard can allow: one `*` in
 * the lowest label of an https host, standing for characters of that one label. Everything else of
 * the address must be equal: parsed addresses are compared, so `https://good@evil` is not `good`.
 */
export function isRegisteredRedirectUri(
  settings: Pick<ApplicationSettings, 'redirectUris' | 'wildcardRedirect'>,
  uri: string,
): boolean {
  if (settings.redirectUris.includes(uri)) return true
  if (settings.wildcardRedirect !== 'SUBDOMAIN') return false
  return settings.redirectUris.some((registered) => matchesWildcard(registered, uri))
}

const WILDCARD = /^https:\/\/([a-z0-9-]*)\*([a-z0-9-]*)((?:\.[a-z0-9-]+){2,}(?::\d+)?)(\/[^*]*)?$/

/** At least two labels must follow the one with the `*`: `https://*.com/` would be everybody's. */
export function isWildcardAddress(uri: string): boolean {
  return WILDCARD.test(uri)
}

function matchesWildcard(registered: string, uri: string): boolean {
  const parts = WILDCARD.exec(registered)
  const url = URL.parse(uri)
  if (!parts || !url || url.protocol !== 'https:' || url.username || url.password) return false
  const [, before = '', after = '', domain = '', rest = ''] = parts
  if (!url.host.endsWith(domain)) return false
  const label = url.host.slice(0, -domain.length)
  const isLabel = /^[a-z0-9-]+$/.test(label) && label.length > before.length + after.length
  // The text itself, not only what the parser made of it: nothing may hide in a rewritten address.
  return (
    isLabel &&
    label.startsWith(before) &&
    label.endsWith(after) &&
    uri === `https://${url.host}${rest}`
  )
}
