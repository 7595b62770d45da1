import type { StepDetail } from '../base/errors.ts'
import type { Claims } from './claims.ts'
import { listOf } from './claims.ts'

const MOST_NAMES = 40
const LONGEST_NAME = 60

/** Claims about the token, not about the person: all whose values a trace may tell. */
const TOLD = ['aud', 'azp', 'iat', 'exp', 'auth_time', 'acr', 'amr'] as const

/** The names of what a provider told, so that one that is missing is seen; never the values. */
export function namesOf(claims: Claims): string {
  const names = Object.keys(claims).toSorted()
  const told = names.slice(0, MOST_NAMES).map((name) => name.slice(0, LONGEST_NAME))
  const more = names.length - told.length
  return more > 0 ? `${told.join(', ')} and ${more} more` : told.join(', ') || 'none'
}

/** Of an ID token that was checked. */
export function describeIdToken(claims: Claims): StepDetail {
  const values = TOLD.flatMap((name) => {
    const value = claims[name]
    const told = typeof value === 'number' ? value : listOf(value, 10).join(', ').slice(0, 200)
    return told === '' ? [] : [[name, told] as const]
  })
  return { claims: namesOf(claims), ...Object.fromEntries(values) }
}
