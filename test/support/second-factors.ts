import { Secret, TOTP } from 'otpauth'
import { MINUTE, SECOND } from '../../src/base/clock.ts'
import { newId } from '../../src/base/ids.ts'
import type { Sealer } from '../../src/base/seal.ts'
import { newRecoveryCodes } from '../../src/core/factors/recovery-code.ts'
import { replaceRecoveryCodes } from '../../src/core/factors/recovery-code-store.ts'
import { confirmTotp, insertTotpEnrolment } from '../../src/core/factors/totp-factor-store.ts'
import type { User } from '../../src/core/users/user.ts'
import type { Db } from '../../src/storage/database.ts'

export type Authenticator = Readonly<{
  /** What the app shows now, or so many steps of thirty seconds later. */
  code(later?: number): string
  recoveryCodes: readonly string[]
}>

/** An authenticator app with this secret, as somebody else wrote it. */
export function authenticatorOf(secret: string): Authenticator['code'] {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  return (later = 0) => totp.generate({ timestamp: Date.now() + later * 30 * SECOND })
}

/** Gives somebody an authenticator app, and the codes for the day on which it is lost. */
export async function giveAuthenticator(
  { db, sealer }: Readonly<{ db: Db; sealer: Sealer }>,
  { id: userId, organizationId }: Pick<User, 'id' | 'organizationId'>,
): Promise<Authenticator> {
  const secret = new Secret({ size: 20 }).base32
  const at = Date.now()
  const recoveryCodes = newRecoveryCodes()
  const id = newId('factor', at)
  const enrolment = {
    ...{ id, organizationId, userId, name: 'Telephone', begunIn: id, createdAt: at },
    secretSealed: await sealer.seal(secret),
    expiresAt: at + MINUTE,
  }
  await db.transaction().execute(async (tx) => {
    await insertTotpEnrolment(tx, enrolment)
    await confirmTotp(tx, enrolment, { name: 'Telephone', step: 0 }, at)
    await replaceRecoveryCodes(tx, { userId, codes: recoveryCodes }, at)
  })
  return { code: authenticatorOf(secret), recoveryCodes }
}
