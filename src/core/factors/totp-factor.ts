import { MINUTE } from '../../base/clock.ts'
import type { FactorId, OrganizationId, UserId } from '../../base/ids.ts'

/** Somebody's authenticator app, whose first code was right. */
export type TotpFactor = Readonly<{
  id: FactorId
  organizationId: OrganizationId
  userId: UserId
  name: string
  secretSealed: string
  createdAt: number
  confirmedAt: number
  /** When a code was accepted the last time. */
  lastUsedAt: number | undefined
}>

/** A secret that was shown for an app, until the first right code. */
export type TotpEnrolment = Pick<
  TotpFactor,
  'id' | 'organizationId' | 'userId' | 'name' | 'secretSealed' | 'createdAt'
> &
  Readonly<{
    /** The pending sign-in or session that began it; in another it is worthless. */
    begunIn: string
    expiresAt: number
  }>

export const TOTP_ENROLMENT_MS = 10 * MINUTE
export const MOST_TOTP_FACTORS = 5
export const TOTP_STEP_MS = MINUTE / 2
