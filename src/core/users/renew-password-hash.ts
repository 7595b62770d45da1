import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { hashPassword, isOutdated } from './password.ts'
import type { User } from './user.ts'
import { replacePasswordHash } from './user-store.ts'

/**
 * A password that was right is hashed again where its hash is of another cost than today's: brought
 * from elsewhere, or made before the cost was raised. Only in place of the hash that it was checked
 * against, so that it never undoes a change of the password; and left for the next time where there
 * is no room now.
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
    // Too busy, or shorter than what would be accepted today: it was right nevertheless.
    if (!(error instanceof Failure)) throw error
  }
}
