import type { OrganizationSettings } from '../organizations/organization.ts'

type Settings = Pick<OrganizationSettings, 'sessionIdleMs' | 'sessionMaxMs' | 'signInPolicy'>

/** How long a session may be idle, and how long it lasts at most: longer for a remembered person. */
export function lifetimeOf(
  { sessionIdleMs, sessionMaxMs, signInPolicy: { rememberMs } }: Settings,
  { remembered }: Readonly<{ remembered: boolean }>,
): Readonly<{ idleMs: number; maxMs: number }> {
  const least = (remembered && rememberMs) || 0
  return { idleMs: Math.max(sessionIdleMs, least), maxMs: Math.max(sessionMaxMs, least) }
}
