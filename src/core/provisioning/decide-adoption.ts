import { type Connection, isTrustedForEmail } from '../connections/connection.ts'
import { emailKey, type User } from '../users/user.ts'
import type { ToldPerson } from './provisioned-person.ts'

type Met = Readonly<{
  user: User
  /** What this connection calls the account, if people have signed in to it so. */
  subjects: readonly string[]
  isTiedElsewhere: boolean
}>

/**
 * Why an account that is here already is not handed to a connection that tells of somebody with its
 * login or address; undefined where it is. The rule of linking (attacks, part A): by an address
 * alone only where the connection is trusted for it. And never somebody with a role: whoever holds
 * the token could shut an owner out.
 */
export function whyNotAdopted(
  { user, subjects, isTiedElsewhere }: Met,
  { email, externalId }: ToldPerson,
  connection: Connection,
): string | undefined {
  if (user.role !== 'member') return 'it has a role in running the organization'
  if (externalId !== undefined && subjects.includes(externalId)) return undefined
  if (email === undefined || emailKey(user.email) !== emailKey(email)) {
    return 'it has another e-mail address'
  }
  if (!isTrustedForEmail(connection, email)) {
    return 'the connection is not trusted for the domain of this e-mail address'
  }
  if (!user.emailVerified && isTiedElsewhere) return 'its e-mail address was never proved'
  return undefined
}
