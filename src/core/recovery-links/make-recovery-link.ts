import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { digest, newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Organization } from '../organizations/organization.ts'
import { personAsNow } from '../password-links/password-link.ts'
import type { User } from '../users/user.ts'
import { holdVersion } from '../versions/claim-version-store.ts'
import { RECOVERY_LINK_MS, type RecoveryLink, recoveryPath } from './recovery-link.ts'
import { replaceRecoveryLink } from './recovery-link-store.ts'

type Wanted = Readonly<{ organization: Organization; user: User; actor: Event['actor'] }>

/** With its address, which holds the secret and is told this once. */
type MadeRecoveryLink = Readonly<{ link: RecoveryLink; url: string }>

/** For an active owner and nobody else: they can mend everything from there. */
export async function makeRecoveryLink(
  { db, now }: Readonly<{ db: Db; now: Clock }>,
  { organization, user, actor }: Wanted,
): Promise<MadeRecoveryLink> {
  requireOwner(user)
  const at = now()
  const token = newToken()
  const link: RecoveryLink = {
    id: digest(token),
    organizationId: organization.id,
    userId: user.id,
    boundTo: personAsNow(user),
    createdAt: at,
    expiresAt: at + RECOVERY_LINK_MS,
  }
  await db.transaction().execute(async (tx) => {
    // Bound to the person as read, so it must be the person as stored.
    await holdVersion(tx, 'user', user)
    await replaceRecoveryLink(tx, link)
    const target = { kind: 'user', id: user.id }
    const type = 'user.recovery_link.create'
    await recordEvent(tx, { organizationId: organization.id, type, actor, target }, at)
  })
  return { link, url: organization.url + recoveryPath(token) }
}

function requireOwner({ role, status, login }: User): void {
  if (role === 'owner' && status === 'active') return
  throw new Failure(
    'conflict',
    `A recovery link is for an active owner: ${login} is ${status}, with the role ${role}.`,
  )
}
