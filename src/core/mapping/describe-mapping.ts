import type { StepDetail } from '../../base/errors.ts'
import type { Role } from '../users/user.ts'
import type { MappingDecision } from './decide-mapping.ts'
import type { Because, Matched } from './match-rules.ts'

type Told = Readonly<{
  matched: Matched
  /** Absent if nothing had to be decided. */
  decision?: MappingDecision | undefined
  isUnchanged?: boolean
  tookRole?: Role | undefined
  isLastOwner?: boolean
}>

const MOST_TOLD = 20

/** What a trace says about it: which rule, by its number, gave what, and what was taken back. */
export function describeMapping(told: Told): StepDetail {
  const { matched, decision, isUnchanged, tookRole, isLastOwner } = told
  const { groups, names, role, notes } = matched
  if (groups.size + names.size === 0 && !role && !decision && notes.length === 0) return {}
  const because = decision
    ? decision.because.filter((one) => one.group !== undefined)
    : [...groups.values(), ...names.values()]
  return {
    ...(isUnchanged && { mapping: 'unchanged' }),
    ...(because.length > 0 && { groupsBecause: listed(because) }),
    ...(decision && { joined: decision.join.length, left: decision.leave.length }),
    ...(role && { role: `${role.role}, by ${reason(role)}` }),
    ...(tookRole && !isLastOwner && { roleTaken: tookRole }),
    ...(isLastOwner && { roleKept: 'owner: there is no other active one' }),
    ...(notes.length > 0 && { claimsIncomplete: notes.join(' ') }),
  }
}

function listed(because: readonly Because[]): string {
  const more = because.length - MOST_TOLD
  const told = because.slice(0, MOST_TOLD).map(reason).join('; ')
  return more > 0 ? `${told}; and ${more} more` : told
}

function reason({ rule, value }: Because): string {
  return `rule ${rule + 1} for “${value.slice(0, 60)}”`
}
