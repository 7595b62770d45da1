import { compileNamePattern } from '../patterns/name-pattern.ts'
import type { GroupsClaim } from './application.ts'

const LONGEST_NAME = 200

/** The names that an application's filter lets through, in the order given. */
export function filterGroups(claim: GroupsClaim | undefined, names: readonly string[]): string[] {
  if (!claim) return []
  const { value } = claim
  switch (claim.filter) {
    case 'STARTS_WITH':
      return names.filter((name) => name.startsWith(value))
    case 'EQUALS':
      return names.filter((name) => name === value)
    case 'CONTAINS':
      return names.filter((name) => name.includes(value))
    case 'REGEX': {
      // The whole name must match, as at Okta. An invalid pattern lets no group through: better to
      // tell an application too little than too much.
      const pattern = compileNamePattern(value)
      return names.filter((name) => name.length <= LONGEST_NAME && pattern?.matches(name))
    }
  }
}
