/** A path on our own origin that is safe to send a browser to. Only `parseLocalPath` makes one. */
export type LocalPath = string & { readonly localPath: true }

export const HOME = '/' as LocalPath

const LONGEST = 4_096

/**
 * Parsed, never matched by prefix: browsers read `/\evil.test`, `//evil.test` and `/<tab>/evil.test`
 * as another host. What the URL parser makes of it must still be on the origin it started from.
 */
export function parseLocalPath(text: string | null | undefined): LocalPath | undefined {
  if (!text || text.length > LONGEST || !text.startsWith('/') || /[\\\p{Cc}]/u.test(text)) return
  const base = 'http://local.invalid'
  const url = URL.parse(text, base)
  if (url?.origin !== base || url.username || url.password || url.pathname.startsWith('//')) return
  return `${url.pathname}${url.search}${url.hash}` as LocalPath
}

/** The same for a whole address that must lie on `origin`, as `target_link_uri` must. */
export function parseAddressOn(
  origin: string,
  text: string | null | undefined,
): LocalPath | undefined {
  if (!text || text.length > LONGEST || /[\\\p{Cc}]/u.test(text)) return
  const url = URL.parse(text)
  if (!url || url.origin !== origin || url.username || url.password) return
  return parseLocalPath(`${url.pathname}${url.search}`)
}
