import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { Sealer } from '../../base/seal.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import { recordEvent } from '../audit/event-store.ts'
import { passwordChangedMessage } from '../mail/messages.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { Organization } from '../organizations/organization.ts'
import { atField } from '../users/at-field.ts'
import { changePassword } from '../users/change-password.ts'
import { hashNewPassword } from '../users/new-password.ts'
import { changeUserStatus } from '../users/set-user-status.ts'
import type { User } from '../users/user.ts'
import { findUser } from '../users/user-store.ts'
import { claimVersion, nextVersion } from '../versions/claim-version-store.ts'
import { type PasswordLink, type PasswordLinkPurpose, personAsNow } from './password-link.ts'
import { findPasswordLink, takePasswordLink } from './password-link-store.ts'

type Deps = Readonly<{ db: Db; now: Clock }>
type Setting = Deps & Readonly<{ sealer: Sealer }>
type Named = Readonly<{
  organization: Organization
  purpose: PasswordLinkPurpose
  token: string
}>
type Good = Readonly<{ link: PasswordLink; user: User }>

/** 256 bits as base64url: what cannot be a link costs no query, and guessing one is hopeless. */
const TOKEN = /^[\w-]{43}$/

/**
 * The link and its person, if it can be used now; looking does not use it up, for mail scanners
 * look too. All that it can be otherwise (unknown, used, expired, superseded, of another
 * organization or purpose, its person changed or shut out) is one answer: undefined.
 */
export async function findGoodPasswordLink(
  { db, now }: Deps,
  { organization, purpose, token }: Named,
): Promise<Good | undefined> {
  if (!TOKEN.test(token) || !organization.settings.passwordSignIn) return undefined
  const link = await findPasswordLink(db, organization.id, digest(token))
  if (!link || link.purpose !== purpose || link.expiresAt <= now()) return undefined
  const user = await findUser(db, link.userId)
  return user && link.boundTo === personAsNow(user) ? { link, user } : undefined
}

/**
 * Sets the password by the person's own hand, uses the link up, and lets in whoever was invited.
 * What the old password opened ends with it. Undefined when the link is not good (any more).
 */
export async function setPasswordByLink(
  deps: Setting,
  named: Named,
  password: string,
): Promise<User | undefined> {
  const good = await findGoodPasswordLink(deps, named)
  if (!good) return undefined
  const passwordHash = await atField('password', () => hashNewPassword(password, good.user))
  try {
    return await deps.db
      .transaction()
      .execute((tx) => use(tx, deps, { ...good, named, passwordHash }))
  } catch (error) {
    // Used, superseded or ended while the password was hashed.
    if (error instanceof Failure && error.code === 'changed_meanwhile') return undefined
    throw error
  }
}

async function use(
  tx: Db,
  { now, sealer }: Setting,
  { link, user, named, passwordHash }: Good & { named: Named; passwordHash: string },
): Promise<User | undefined> {
  const at = nextVersion(user, now())
  // First, so that whoever changes the person at the same time is waited for, or waits.
  await claimVersion(tx, 'user', user, at)
  if (!(await takePasswordLink(tx, digest(named.token)))) return undefined
  const actor = { kind: 'user', id: user.id } as const
  const target = { kind: 'user', id: user.id }
  const { organizationId, purpose } = link
  const type = 'user.password_link.use'
  await recordEvent(tx, { organizationId, type, actor, target, detail: { purpose } }, at)
  const changed = await changePassword(tx, { user, passwordHash, actor }, at)
  if (purpose === 'reset') {
    const message = passwordChangedMessage({ organization: named.organization, user })
    await queueMail(tx, { sealer }, { user, kind: 'password_changed', message }, at)
    return changed
  }
  return changeUserStatus(tx, { user: changed, status: 'active', actor }, at)
}
