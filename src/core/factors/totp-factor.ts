import { MINUTE } from '../../base/clock.ts'
import type { FactorId, OrganizationId, UserId } from '../../base/ids.ts'

/** An authenticator app of somebody's, from when its first code was right. */
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

/** A secret that was shown to be put into an app, until a code of it is right. */
export type TotpEnrolment = Pick<
  TotpFactor,
  'id' | 'organizationId' | 'userId' | 'name' | 'secretSealed' | 'createdAt'
> &
  Readonly<{
    /** The pending sign-in or session that began it: it is worth nothing in another. */
    begunIn: string
    expiresAt: number
  }>

export const TOTP_ENROLMENT_MS = 10 * MINUTE
export const MOST_TOTP_FACTORS = 5
export const TOTP_STEP_MS = MINUTE / 2
