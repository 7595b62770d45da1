import type { UserId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { countRecoveryCodes } from './recovery-code-store.ts'
import { listTotpFactors } from './totp-factor-store.ts'

/** What is told of a second factor, whatever kind it is; never what would prove it. */
export type ListedFactor = Readonly<{
  id: string
  kind: 'otp'
  name: string
  createdAt: number
  lastUsedAt: number | undefined
}>

export type FactorsOfUser = Readonly<{
  factors: readonly ListedFactor[]
  recoveryCodesLeft: number
}>

export async function listFactors(db: Db, userId: UserId): Promise<FactorsOfUser> {
  const [apps, recoveryCodesLeft] = await Promise.all([
    listTotpFactors(db, userId),
    countRecoveryCodes(db, userId),
  ])
  const factors = apps.map(({ id, name, confirmedAt, lastUsedAt }) => ({
    ...{ id, kind: 'otp' as const, name, createdAt: confirmedAt, lastUsedAt },
  }))
  return { factors, recoveryCodesLeft }
}
