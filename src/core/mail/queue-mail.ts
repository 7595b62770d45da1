import { newId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import type { Organization } from '../organizations/organization.ts'
import type { User } from '../users/user.ts'
import { MAIL_KEPT_MS, type MailKind, type Message, WISH_LIVES_MS } from './mail.ts'
import { insertMail } from './mail-store.ts'

type Queued = Readonly<{
  user: Pick<User, 'id' | 'organizationId' | 'email'>
  kind: Exclude<MailKind, 'password_reset_asked'>
  message: Message
}>

/** A message on its way, in the caller's transaction. Nobody without an address gets one. */
export async function queueMail(
  tx: Db,
  { sealer }: Readonly<{ sealer: Sealer }>,
  { user, kind, message }: Queued,
  now: number,
): Promise<void> {
  if (user.email === '') return
  await insertMail(tx, {
    ...{ id: newId('mail', now), organizationId: user.organizationId, userId: user.id, kind },
    ...{ to: user.email, state: 'waiting', tries: 0, nextTryAt: now, createdAt: now },
    ...{ lastError: undefined, sentAt: undefined, expiresAt: now + MAIL_KEPT_MS },
    sealed: await sealer.seal(JSON.stringify(message)),
  })
}

/**
 * Somebody asks for a new password. The same row for whatever was typed: who it means, if anybody,
 * is looked up behind the request, which so takes as long for a name that nobody has.
 */
export async function askForPasswordReset(
  db: Db,
  { sealer }: Readonly<{ sealer: Sealer }>,
  { organization, typed }: Readonly<{ organization: Organization; typed: string }>,
  now: number,
): Promise<void> {
  await insertMail(db, {
    id: newId('mail', now),
    organizationId: organization.id,
    userId: undefined,
    ...{ kind: 'password_reset_asked', to: '', state: 'waiting', tries: 0, nextTryAt: now },
    ...{ lastError: undefined, createdAt: now, sentAt: undefined, expiresAt: now + WISH_LIVES_MS },
    sealed: await sealer.seal(typed),
  })
}
