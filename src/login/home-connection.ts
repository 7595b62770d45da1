import type { Connection } from '../core/connections/connection.ts'
import { emailDomain } from '../core/users/user.ts'

/**
 * Where somebody with this address signs in (home-realm discovery): the first connection that names
 * its domain, whole, without subdomains. It tells nothing of who has an account.
 */
export function homeConnection(
  connections: readonly Connection[],
  typed: string,
): Connection | undefined {
  if (!typed.includes('@')) return undefined
  const domain = emailDomain(typed)
  return connections.find(
    ({ enabled, settings }) =>
      enabled && settings.homeDomains.some((one) => one.toLowerCase() === domain),
  )
}
