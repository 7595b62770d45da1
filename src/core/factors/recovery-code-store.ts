import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { recoveryCodeDigest } from './recovery-code.ts'

/** Replaces all codes of the person. */
export async function replaceRecoveryCodes(
  tx: Db,
  { userId, codes }: Readonly<{ userId: UserId; codes: readonly string[] }>,
  now: number,
): Promise<void> {
  await deleteRecoveryCodes(tx, userId)
  const rows = codes.map((code) => ({
    id: recoveryCodeDigest(userId, code),
    user_id: userId,
    created_at: now,
  }))
  await tx.insertInto('recovery_code').values(rows).execute()
}

export async function deleteRecoveryCodes(tx: Db, userId: UserId): Promise<void> {
  await tx.deleteFrom('recovery_code').where('user_id', '=', userId).execute()
}

export async function countRecoveryCodes(db: Db, userId: UserId): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_code')
    .select((count) => count.fn.countAll<number>().as('left'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(left)
}

/** Uses a code up. Of two simultaneous uses only one gets true. */
export async function spendRecoveryCode(tx: Db, userId: UserId, code: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('recovery_code')
    .where('id', '=', recoveryCodeDigest(userId, code))
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
