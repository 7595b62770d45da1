import type { OrganizationSettings } from '../organizations/organization.ts'

type Settings = Pick<OrganizationSettings, 'sessionIdleMs' | 'sessionMaxMs' | 'signInPolicy'>

/** How long a session rests unused, and lasts in any case: longer where the person is remembered. */
export function lifetimeOf(
  { sessionIdleMs, sessionMaxMs, signInPolicy: { rememberMs } }: Settings,
  { remembered }: Readonly<{ remembered: boolean }>,
): Readonly<{ idleMs: number; maxMs: number }> {
  const least = (remembered && rememberMs) || 0
  return { idleMs: Math.max(sessionIdleMs, least), maxMs: Math.max(sessionMaxMs, least) }
}
