import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import type { Organization } from '../organizations/organization.ts'
import { makePasswordLink } from '../password-links/make-password-link.ts'
import type { User } from '../users/user.ts'
import { invitationMessage, resetMessage } from './messages.ts'
import { queueMail } from './queue-mail.ts'

type Wanted = Readonly<{ organization: Organization; user: User; actor: Event['actor'] }>

/**
 * An invitation for whoever is staged, a new password for whoever is active, by mail alone: who may
 * do it for whom is the caller's to check. A message that is not queued leaves a link nobody has.
 */
export async function sendPasswordLink(
  deps: Readonly<{ db: Db; now: Clock; sealer: Sealer }>,
  wanted: Wanted,
): Promise<void> {
  const { organization, user } = wanted
  if (user.email === '') {
    throw new Failure('conflict', 'This person has no e-mail address: give them the link by hand.')
  }
  const { link, url } = await makePasswordLink(deps, wanted)
  const isInvitation = link.purpose === 'invitation'
  const message = (isInvitation ? invitationMessage : resetMessage)({ organization, user }, url)
  const kind = isInvitation ? 'invitation' : 'password_reset'
  await queueMail(deps.db, deps, { user, kind, message }, deps.now())
}
