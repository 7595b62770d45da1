import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { digest, newToken } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import { recordEvent } from '../audit/event-store.ts'
import type { Organization } from '../organizations/organization.ts'
import type { User } from '../users/user.ts'
import { holdVersion } from '../versions/claim-version-store.ts'
import {
  LIFETIME_MS,
  type PasswordLink,
  passwordLinkPath,
  personAsNow,
  purposeFor,
} from './password-link.ts'
import {
  deletePasswordLinkOf,
  findPasswordLinkOf,
  replacePasswordLink,
} from './password-link-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>

/** For whom; who may do it for whom is the caller's to check (`requireAuthority`). */
type Wanted = Readonly<{ organization: Organization; user: User; actor: Event['actor'] }>

/** With its address, which holds the secret and is told this once. */
type MadePasswordLink = Readonly<{ link: PasswordLink; url: string }>

/** An invitation for whoever is staged, a reset for whoever is active. */
export async function makePasswordLink(
  { db, now }: Deps,
  { organization, user, actor }: Wanted,
): Promise<MadePasswordLink> {
  const { token, link } = newPasswordLink(organization, user, now())
  await db.transaction().execute(async (tx) => {
    // Bound to the person as read, so it must be the person as stored.
    await holdVersion(tx, 'user', user)
    await replacePasswordLink(tx, link, digest(token))
    await recordLink(tx, { link, actor }, 'create', link.createdAt)
  })
  return { link, url: organization.url + passwordLinkPath(link.purpose, token) }
}

export function newPasswordLink(
  { settings }: Organization,
  user: User,
  at: number,
): { token: string; link: PasswordLink } {
  const purpose = purposeFor(user)
  if (!purpose) {
    throw new Failure(
      'conflict',
      `Somebody who is ${user.status} gets no link: activate them first.`,
    )
  }
  if (!settings.passwordSignIn) {
    throw new Failure(
      'conflict',
      'Nobody signs in with a password in this organization, so there is none to set.',
    )
  }
  const link: PasswordLink = {
    organizationId: user.organizationId,
    userId: user.id,
    purpose,
    boundTo: personAsNow(user),
    createdAt: at,
    expiresAt: at + LIFETIME_MS[purpose],
  }
  return { token: newToken(), link }
}

/** The one that could still be used. */
export async function findOpenPasswordLink(
  { db, now }: Deps,
  user: User,
): Promise<PasswordLink | undefined> {
  const link = await findPasswordLinkOf(db, user.id)
  return link && link.expiresAt > now() && link.boundTo === personAsNow(user) ? link : undefined
}

/** Ends a link that was given to the wrong person, or is not wanted any more. */
export async function revokePasswordLink(
  { db, now }: Deps,
  { user, actor }: Omit<Wanted, 'organization'>,
): Promise<void> {
  const link = await findOpenPasswordLink({ db, now }, user)
  await db.transaction().execute(async (tx) => {
    const was = await deletePasswordLinkOf(tx, user.id)
    if (link && was) await recordLink(tx, { link, actor }, 'revoke', now())
  })
}

async function recordLink(
  tx: Db,
  { link, actor }: { link: PasswordLink; actor: Event['actor'] },
  done: 'create' | 'revoke',
  at: number,
): Promise<void> {
  const { organizationId, userId: id, purpose } = link
  const type = `user.password_link.${done}` as const
  const target = { kind: 'user', id }
  await recordEvent(tx, { organizationId, type, actor, target, detail: { purpose } }, at)
}
