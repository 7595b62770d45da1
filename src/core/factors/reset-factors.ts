import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import { deletePasskeysOfUser } from '../passkeys/passkey-store.ts'
import { deletePendingSignIns } from '../pending-sign-ins/pending-sign-in-store.ts'
import type { User } from '../users/user.ts'
import { holdVersion } from '../versions/claim-version-store.ts'
import { clearFactorCount } from './factor-count-store.ts'
import { deleteRecoveryCodes } from './recovery-code-store.ts'
import { deleteTotpFactorsOfUser } from './totp-factor-store.ts'

/**
 * For somebody who has lost their factors: deletes every second factor and recovery code. If one is
 * required, they add another at their next sign-in. The caller checks who may do this.
 */
export async function resetFactors(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { user, actor }: Readonly<{ user: User; actor: Event['actor'] }>,
): Promise<void> {
  const { id, organizationId } = user
  await db.transaction().execute(async (tx) => {
    // Locked, so that a factor which is just being added is deleted too, or counted afterwards. And the
    // person must be as read: whoever may do this for a member may not for an owner.
    await holdVersion(tx, 'user', user)
    await deleteTotpFactorsOfUser(tx, id)
    await deletePasskeysOfUser(tx, id)
    await deleteRecoveryCodes(tx, id)
    await clearFactorCount(tx, id)
    // They rest on factors that no longer exist.
    await deletePendingSignIns(tx, id)
    const target = { kind: 'user', id }
    const type = 'user.mfa.factor.reset_all'
    await recordEvent(tx, { organizationId, type, actor, target }, now())
  })
}
