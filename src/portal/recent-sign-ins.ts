import { DAY } from '../base/clock.ts'
import { listRecentSignIns, type RecentSignIn } from '../core/audit/recent-sign-ins-store.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { User } from '../core/users/user.ts'
import type { AccountSignIn } from './pages/recent-sign-ins.ts'
import type { PortalDeps } from './portal-page.ts'

const SHOWN_MS = 30 * DAY

/** A person's last sign-ins in the words of their account page, so that they miss none of a stranger. */
export async function readRecentSignIns(
  { db, now }: PortalDeps,
  { id, organizationId }: User,
): Promise<AccountSignIn[]> {
  const [recent, connections] = await Promise.all([
    listRecentSignIns(db, { organizationId, userId: id }, now() - SHOWN_MS),
    listConnections(db, organizationId),
  ])
  const nameOf = (one: RecentSignIn) =>
    connections.find(({ id, slug }) => id === one.connectionId || slug === one.through)?.name
  return recent.map((one) => ({
    at: one.at,
    through: nameOf(one) ?? WAYS[one.through ?? ''],
    browser: one.browser,
    address: one.address,
    refused: one.succeeded
      ? undefined
      : { because: REASONS[one.reason ?? ''] ?? 'Refused', code: one.code },
  }))
}

/** What `through` says where it is no connection's short name. */
const WAYS: Readonly<Record<string, string>> = {
  password: 'Password',
  passkey: 'Passkey',
  'recovery link': 'Recovery link',
}

const REASONS: Readonly<Record<string, string>> = {
  wrong_password: 'Wrong password',
  wrong_factor: 'Wrong second factor',
  user_not_active: 'The account was not active',
}
