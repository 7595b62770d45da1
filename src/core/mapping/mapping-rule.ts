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
  /** Of several rules that give a role the first that matches counts. */
  role?: Role | undefined
  /** Said beside the role `owner`, so that nobody gives it away by a slip of a list. */
  allowOwner?: boolean | undefined
}>

export type Mapping = Readonly<{
  /** `full`: groups that the claims no longer give are left. `add`: none is. Roles always follow. */
  sync: (typeof SYNC_MODES)[number]
  rules: readonly MappingRule[]
}>

export const NO_MAPPING: Mapping = { sync: 'full', rules: [] }

export const MOST_RULES = 100
export const LONGEST_RULE_VALUE = 200
/** Values of one claim that are looked at. Entra ID stops at 200, Okta at 100. */
export const MOST_VALUES = 1_000

/** The claim that a rule reads. */
export function claimOf({ claim }: MappingRule, groupsClaim: string): string {
  return claim ?? groupsClaim
}
