import type { Clock } from '../../base/clock.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import type { Organization } from '../organizations/organization.ts'
import { findOrganization } from '../organizations/organization-store.ts'
import { makePasswordLink } from '../password-links/make-password-link.ts'
import { maySignIn, type User } from '../users/user.ts'
import { findUserByLogin, listUsersByEmail } from '../users/user-store.ts'
import type { Mail } from './mail.ts'
import { deleteMail } from './mail-store.ts'
import { resetMessage, signInHintMessage } from './messages.ts'
import { queueMail } from './queue-mail.ts'

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>

/**
 * Who was meant gets a link for a new password, or is told how they sign in where they have none.
 * Nobody gets anything who is unknown, was not let in yet, or is shut out; and nobody hears of it.
 */
export async function answerResetWish(deps: Deps, wish: Mail): Promise<void> {
  const { db, now, sealer } = deps
  const organization = await findOrganization(db, wish.organizationId)
  const typed = wish.sealed && (await sealer.open(wish.sealed))
  const user = organization && typed ? await whoIsMeant(db, organization, typed) : undefined
  if (organization?.settings.passwordSignIn && user) {
    const about = { organization, user }
    const message = user.passwordHash
      ? resetMessage(about, await linkFor(deps, organization, user))
      : signInHintMessage(about)
    const kind = user.passwordHash ? 'password_reset' : 'sign_in_hint'
    await queueMail(db, { sealer }, { user, kind, message }, now())
  }
  await deleteMail(db, wish.id)
}

async function linkFor(deps: Deps, organization: Organization, user: User): Promise<string> {
  const actor = { kind: 'user', id: user.id } as const
  return (await makePasswordLink(deps, { organization, user, actor })).url
}

/** By the login, or by an address that one person has. */
async function whoIsMeant(db: Db, { id }: Organization, typed: string): Promise<User | undefined> {
  const byLogin = await findUserByLogin(db, id, typed)
  const [only, ...others] = byLogin ? [byLogin] : await listUsersByEmail(db, id, typed)
  return only && others.length === 0 && maySignIn(only) && only.email !== '' ? only : undefined
}
