import { needsPasskey } from '../../core/factors/is-reachable.ts'
import { enrolOtpKind } from './enrol-otp-kind.ts'
import type { EnrolKind, FactorKind, KindDeps } from './factor-kind.ts'
import { otpKind } from './otp-kind.ts'
import { enrolPasskeyKind, passkeyKind } from './passkey-kind.ts'
import type { Waiting } from './pending.ts'
import { recoveryKind } from './recovery-kind.ts'

/** In the order in which they are offered: the first that the person has is asked for. */
export const FACTOR_KINDS: readonly FactorKind[] = [passkeyKind, otpKind, recoveryKind]

/** In the order in which they are offered to somebody who has none. */
export const ENROL_KINDS: readonly EnrolKind[] = [enrolOtpKind, enrolPasskeyKind]

export async function listAvailable(
  deps: KindDeps,
  waiting: Waiting,
): Promise<readonly FactorKind[]> {
  const has = await Promise.all(FACTOR_KINDS.map((kind) => kind.isAvailable(deps, waiting)))
  const fits = (kind: FactorKind) => !needsPasskey(waiting.pending.wanted) || kind === passkeyKind
  return FACTOR_KINDS.filter((kind, place) => has[place] && fits(kind))
}
