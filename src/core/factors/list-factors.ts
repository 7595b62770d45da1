import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { listPasskeys } from '../passkeys/passkey-store.ts'
import { countRecoveryCodes } from './recovery-code-store.ts'
import { listTotpFactors } from './totp-factor-store.ts'

/** What is shown about a second factor of any kind; never its secret. */
type ListedFactor = Readonly<{
  id: string
  kind: 'otp' | 'passkey'
  name: string
  createdAt: number
  lastUsedAt: number | undefined
}>

type FactorsOfUser = Readonly<{
  factors: readonly ListedFactor[]
  recoveryCodesLeft: number
}>

export async function listFactors(db: Db, userId: UserId): Promise<FactorsOfUser> {
  const [apps, passkeys, recoveryCodesLeft] = await Promise.all([
    listTotpFactors(db, userId),
    listPasskeys(db, userId),
    countRecoveryCodes(db, userId),
  ])
  const others = passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
    ...{ id, kind: 'passkey' as const, name, createdAt, lastUsedAt },
  }))
  const factors = apps.map(({ id, name, confirmedAt, lastUsedAt }) => ({
    ...{ id, kind: 'otp' as const, name, createdAt: confirmedAt, lastUsedAt },
  }))
  return { factors: [...factors, ...others], recoveryCodesLeft }
}
