import { MINUTE } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { OrganizationId, UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { hasFailedSince, recordEvent } from '../audit/event-store.ts'

const ONE_EVERY_MS = 10 * MINUTE

type Slowed = Readonly<{ organizationId: OrganizationId; userId: UserId; address: string }>

/** That an account's tries are slowed: one event in ten minutes, as guesses must not fill the log. */
export async function recordSlowed(
  db: Db,
  { organizationId, userId, address, ...more }: Slowed & Readonly<{ trace?: string }>,
  now: number,
): Promise<void> {
  const type = 'user.account.lock'
  const happened = { organizationId, type, outcome: 'failure' } as const
  const since = now - ONE_EVERY_MS
  if (await hasFailedSince(db, { organizationId, type, targetId: userId }, since)) return
  const target = { kind: 'user', id: userId } as const
  const detail = { address, ...more }
  await recordEvent(db, { ...happened, actor: { kind: 'system' }, target, detail }, now)
}

/** Whether it is the account that has to wait, and not the address. */
export function isAccountSlowed(error: unknown): error is Failure {
  return error instanceof Failure && error.detail.slowed === 'account'
}
