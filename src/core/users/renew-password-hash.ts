import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { hashPassword, isOutdated } from './password.ts'
import type { User } from './user.ts'
import { replacePasswordHash } from './user-store.ts'

/**
 * Hashes a password that was right again, if its hash has another cost than today's: imported, or made
 * before the cost was raised. It replaces only the hash that was checked, so it never undoes a change
 * of the password. If hashing is too busy now, the next sign-in does it.
 */
export async function renewPasswordHash(
  db: Db,
  { id, passwordHash }: Pick<User, 'id' | 'passwordHash'>,
  password: string,
): Promise<void> {
  if (!passwordHash || !isOutdated(passwordHash)) return
  try {
    const renewed = await hashPassword(password)
    await replacePasswordHash(db, id, { from: passwordHash, to: renewed })
  } catch (error) {
    // Too busy, or shorter than is accepted today: the password was right nevertheless.
    if (!(error instanceof Failure)) throw error
  }
}
