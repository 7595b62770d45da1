import type { Connection } from '../connections/connection.ts'
import type { SecondFactor } from '../organizations/organization.ts'
import { isKnown, isReached } from './assurance.ts'
import { amrOf, asOneFactor, isTwoFactor } from './authentication-methods.ts'
import type { Wanted } from './wanted.ts'

/** Everything the decision depends on, read anew each time. */
export type Proved = Readonly<{
  requirement: SecondFactor
  /** How many second factors the person has. */
  secondFactors: number
  /** How the person first proved who they are, as far as it counts here. */
  amr: readonly string[]
  /** The second factors shown since, as values of `amr`. */
  shown: readonly string[]
  wanted?: Wanted | undefined
}>

/**
 * `ask`: the person shows a factor that they have. `enrol`: they have none, and add one. `nothing`:
 * enough was shown.
 */
export type Decision = 'nothing' | 'ask' | 'enrol'

/** When somebody is to be tied to an account: only its password counts, and nothing a provider says. */
export const PASSWORD_ALONE = ['pwd'] as const

/** Whether enough has been proved for a session. */
export function decideFactors(proved: Proved): Decision {
  const { requirement, secondFactors, amr, shown, wanted } = proved
  const all = amrOf(amr, shown)
  if (isTwoFactor(all) && (!wanted || isReached(all, wanted))) return 'nothing'
  const must =
    requirement === 'required' || (wanted !== undefined && wanted !== 'two_factors_if_possible')
  if (secondFactors > 0) {
    return must || requirement === 'optional' || wanted !== undefined ? 'ask' : 'nothing'
  }
  return must ? 'enrol' : 'nothing'
}

type Through = Pick<Connection, 'settings'> | undefined

/**
 * How a person proved who they are, as far as this server vouches for it. A second factor that a
 * provider reports counts, and is passed on to applications, only if its connection is trusted for
 * that. The same holds for a level that we know; one that only the provider understands is passed on.
 */
export function asCounted<P extends Told>(proof: P, through: Through): P {
  if (!through || through.settings.secondFactor === 'trust') return proof
  const { acr, amr } = proof
  const isOurs = acr !== undefined && isKnown(acr)
  return { ...proof, amr: asOneFactor(amr), ...(isOurs && { acr: undefined }) }
}

type Told = Readonly<{ amr: readonly string[]; acr?: string | undefined }>
