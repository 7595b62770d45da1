import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { UserId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { isRecoveryCode } from './recovery-code.ts'
import { spendRecoveryCode } from './recovery-code-store.ts'
import { findTotpStep, readCode } from './totp.ts'
import { listTotpFactors, spendTotpStep } from './totp-factor-store.ts'

/**
 * A second factor that looks right. It counts only if `spend` succeeds, in the transaction of what it
 * is shown for: whoever comes second with the same code is refused there.
 */
export type ShownFactor = Readonly<{
  /** What it adds to `amr` (RFC 8176). */
  amr: readonly string[]
  spend(tx: Db): Promise<boolean>
}>

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>
type Typed = Readonly<{ userId: UserId; code: string }>

/** A code of one of the person's authenticator apps. The caller counts the try first. */
export async function checkTotp(
  { db, now, sealer }: Deps,
  { userId, code }: Typed,
): Promise<ShownFactor> {
  const typed = readCode(code)
  for (const { id, secretSealed } of await listTotpFactors(db, userId)) {
    const secret = await sealer.open(secretSealed)
    const step = await findTotpStep({ secret, code: typed }, now())
    if (step !== undefined) return { amr: ['otp'], spend: (tx) => spendTotpStep(tx, id, step) }
  }
  throw wrongFactor('The code is wrong, or its time is over. Type the one that your app shows now.')
}

export function checkRecoveryCode({ userId, code }: Typed): ShownFactor {
  if (!isRecoveryCode(code)) {
    throw wrongFactor('This is no recovery code: it has 16 letters and digits.')
  }
  return { amr: ['otp'], spend: (tx) => spendRecoveryCode(tx, userId, code) }
}

export function wrongFactor(message: string): Failure {
  return new Failure('wrong_factor', message, { detail: { check: 'second factor' } })
}
