import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import { recordEvent } from '../audit/event-store.ts'
import { type Connection, isTrustedForEmail } from '../connections/connection.ts'
import { nextVersion } from '../versions/claim-version-store.ts'
import type { AssertedPerson } from './asserted-person.ts'
import { requireActive } from './decide-identity.ts'
import { emailKey, parseEmail, type User } from './user.ts'
import { listUsersByEmail, lockUser, updateUser } from './user-store.ts'

type Asserted = Readonly<{ user: User; connection: Connection; person: AssertedPerson }>

/**
 * A sign-in updates the profile, but never the login or the role. It updates the address only if the
 * connection is trusted for it and nobody else has it, because people are found by their address.
 */
export async function refreshUser(tx: Db, asserted: Asserted, now: number): Promise<User> {
  if (!(await findNews(tx, asserted))) return asserted.user
  // Read again under a lock: the whole row is written, and since it was read an administrator may have
  // deactivated the person or taken a role.
  const user = await lockUser(tx, asserted.user.id)
  if (!user) return asserted.user
  requireActive(user)
  const refreshed = await findNews(tx, { ...asserted, user })
  if (!refreshed) return user

  const { connection } = asserted
  const updated = { ...refreshed, updatedAt: nextVersion(user, now) }
  await updateUser(tx, updated)
  await recordEvent(
    tx,
    {
      organizationId: user.organizationId,
      type: 'user.account.update_profile',
      actor: { kind: 'user', id: user.id },
      target: { kind: 'user', id: user.id },
      detail: { connection: connection.slug, ...changedFields(user, updated) },
    },
    now,
  )
  return updated
}

/** The person as the provider describes them now; undefined if nothing changed. */
async function findNews(tx: Db, asserted: Asserted): Promise<User | undefined> {
  const { user, person } = asserted
  const profile = { ...user.profile, ...person.profile }
  const refreshed = { ...user, profile, ...(await provedEmail(tx, asserted)) }
  return JSON.stringify(refreshed) === JSON.stringify(user) ? undefined : refreshed
}

async function provedEmail(
  tx: Db,
  { user, person, connection }: Asserted,
): Promise<Partial<Pick<User, 'email' | 'emailVerified'>>> {
  const { email: text, emailVerified } = person
  if (!text || emailVerified === false || !isTrustedForEmail(connection, text)) return {}
  if (emailKey(text) === emailKey(user.email)) return { emailVerified: true }
  const others = await listUsersByEmail(tx, user.organizationId, text)
  if (others.length > 0) return {}
  try {
    return { email: parseEmail(text), emailVerified: true }
  } catch {
    return {} // A malformed address changes nothing; the sign-in does not need it.
  }
}
