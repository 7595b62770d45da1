import type { GroupsClaim } from './application.ts'

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
      // The whole name must match, as it does at Okta. Patterns are an administrator's, and bounded.
      const pattern = new RegExp(`^(?:${value})$`, 'u')
      return names.filter((name) => name.length <= 200 && pattern.test(name))
    }
  }
}
