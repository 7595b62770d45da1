import type { Db } from '../../storage/database.ts'
import { changedFields } from '../audit/changed-fields.ts'
import { recordEvent } from '../audit/event-store.ts'
import { type Connection, isTrustedForEmail } from '../connections/connection.ts'
import type { AssertedPerson } from './asserted-person.ts'
import { emailKey, parseEmail, type User } from './user.ts'
import { listUsersByEmail, updateUser } from './user-store.ts'

type Asserted = Readonly<{ user: User; connection: Connection; person: AssertedPerson }>

/**
 * A sign-in brings the profile up to date. Never the login and never the role; the address only
 * where the connection is trusted for it and nobody else has it, as others may be found by it.
 */
export async function refreshUser(tx: Db, asserted: Asserted, now: number): Promise<User> {
  const { user, person, connection } = asserted
  const profile = { ...user.profile, ...person.profile }
  const refreshed = { ...user, profile, ...(await provedEmail(tx, asserted)) }
  if (JSON.stringify(refreshed) === JSON.stringify({ ...user, profile: user.profile })) return user

  const updated = { ...refreshed, updatedAt: now }
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
    return {} // An address that is none changes nothing; the sign-in itself does not need it.
  }
}
