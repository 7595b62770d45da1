import type { GroupId } from '../../base/ids.ts'
import type { Role } from '../users/user.ts'

export const RULE_MATCHES = ['any', 'equals', 'starts_with', 'pattern'] as const
export type RuleMatch = (typeof RULE_MATCHES)[number]

export const SYNC_MODES = ['full', 'add'] as const

/** What a value of a claim gives a person here: a group, a role, or both. */
export type MappingRule = Readonly<{
  /** A text or a list of texts in the ID token or userinfo; left out, the connection's groups claim. */
  claim?: string | undefined
  match: RuleMatch
  /** What the claim's value is compared with; `any` needs none. */
  value?: string | undefined
  group?: GroupId | undefined
  /** Every value that matches gives the group here that has its name. */
  sameName?: boolean | undefined
  /** If several rules give a role, the first that matches counts. */
  role?: Role | undefined
  /** Required with the role `owner`, so that nobody gives it away by a slip in a list. */
  allowOwner?: boolean | undefined
}>

export type Mapping = Readonly<{
  /** `full`: people leave groups that the claims no longer give. `add`: they stay. Roles always follow. */
  sync: (typeof SYNC_MODES)[number]
  rules: readonly MappingRule[]
}>

export const NO_MAPPING: Mapping = { sync: 'full', rules: [] }

export const MOST_RULES = 100
export const LONGEST_RULE_VALUE = 200
/** How many values of one claim are looked at. Entra ID sends up to 200, Okta up to 100. */
export const MOST_VALUES = 1_000

/** The claim that a rule reads. */
export function claimOf({ claim }: MappingRule, groupsClaim: string): string {
  return claim ?? groupsClaim
}
