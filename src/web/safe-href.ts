/**
 * An address that may stand in a link or a form: a path of ours, or http(s). Anything else, above
 * all `javascript:` and `data:`, becomes a link that leads nowhere (attacks: script in logout and
 * form_post addresses). The Content-Security-Policy is the second line, not the first.
 */
export function safeHref(address: string): string {
  const url = URL.parse(address, 'http://local.invalid')
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? address : '#'
}

/** The same for a link that somebody wrote for people to follow, who may also be asked to write. */
export function safeLink(address: string): string {
  return URL.parse(address)?.protocol === 'mailto:' ? address : safeHref(address)
}
