import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import { newId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import type { User } from '../users/user.ts'
import { type ShownFactor, wrongFactor } from './shown-factor.ts'
import { findTotpStep, newTotpSecret, readCode, totpAddress } from './totp.ts'
import { MOST_TOTP_FACTORS, TOTP_ENROLMENT_MS } from './totp-factor.ts'
import {
  confirmTotp,
  findTotpEnrolment,
  insertTotpEnrolment,
  listTotpFactors,
} from './totp-factor-store.ts'

type Deps = Readonly<{ db: Db; now: Clock; sealer: Sealer }>
type Of = Readonly<{
  user: Pick<User, 'id' | 'organizationId' | 'login'>
  /** The pending sign-in or the session in which the app is added. */
  begunIn: string
}>

/** What the person enters into their app: as text, and as the address in the QR code. */
type ShownSecret = Readonly<{ secret: string; address: string }>

/** Begins to add an authenticator app, or continues what was begun, so that a reload shows the same. */
export async function beginTotp(
  { db, now, sealer }: Deps,
  { user, begunIn, issuer }: Of & Readonly<{ issuer: string }>,
): Promise<ShownSecret> {
  const at = now()
  const find = () => findTotpEnrolment(db, { userId: user.id, begunIn }, at)
  let begun = await find()
  if (!begun) {
    const { id: userId, organizationId } = user
    const enrolment = {
      ...{ id: newId('factor', at), organizationId, userId, name: '', begunIn },
      secretSealed: await sealer.seal(await newTotpSecret()),
      createdAt: at,
      expiresAt: at + TOTP_ENROLMENT_MS,
    }
    await db.transaction().execute((tx) => insertTotpEnrolment(tx, enrolment))
    // The page, opened twice, may have begun it meanwhile.
    begun = (await find()) ?? enrolment
  }
  const secret = await sealer.open(begun.secretSealed)
  return { secret, address: await totpAddress(secret, { issuer, account: user.login }) }
}

/** Checks the app's first code, which makes it a factor, in the transaction of `spend`. */
export async function checkFirstCode(
  { db, now, sealer }: Deps,
  { user, begunIn, code, name }: Of & Readonly<{ code: string; name: string }>,
): Promise<ShownFactor> {
  const enrolment = await findTotpEnrolment(db, { userId: user.id, begunIn }, now())
  if (!enrolment) {
    throw wrongFactor('That took too long. Put the new secret into your app, and type its code.')
  }
  if ((await listTotpFactors(db, user.id)).length >= MOST_TOTP_FACTORS) {
    throw new Failure('conflict', `Nobody has more than ${MOST_TOTP_FACTORS} authenticator apps.`)
  }
  const secret = await sealer.open(enrolment.secretSealed)
  const step = await findTotpStep({ secret, code: readCode(code) }, now())
  if (step === undefined) {
    throw wrongFactor(
      'This is not the code of that secret, or its time is over. Type the next one.',
    )
  }
  const named = name.trim().slice(0, 60) || 'Authenticator app'
  return { amr: ['otp'], spend: (tx) => confirmTotp(tx, enrolment, { name: named, step }, now()) }
}
