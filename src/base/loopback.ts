/**
 * Whether a host name as the URL parser gives it (`127.0.0.1`, `[::1]`, `id.localhost`) can only
 * mean this machine: RFC 6761 section 6.3 for names, RFC 1122 and RFC 4291 for addresses.
 */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  )
}

/**
 * `https`, or plain `http` that never leaves this machine. Never with a user name in front of the
 * host: `https://good.example@evil.example` is read by people as the one and led to the other.
 */
export function isSecureAddress(url: URL): boolean {
  if (url.username || url.password) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}
