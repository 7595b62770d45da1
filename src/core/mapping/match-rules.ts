import type { GroupId } from '../../base/ids.ts'
import { groupKey } from '../groups/group.ts'
import { compileNamePattern, type StepMeter } from '../patterns/name-pattern.ts'
import type { Role } from '../users/user.ts'
import { claimOf, type Mapping, type MappingRule } from './mapping-rule.ts'

/** What a provider said in one claim, and why that may not be all. */
export type ClaimValues = Readonly<{
  values: readonly string[]
  /** `too_many`: more than are looked at. `elsewhere`: the claim says where to fetch them instead. */
  incomplete?: 'too_many' | 'elsewhere' | undefined
}>

/** The claims that rules read, by name. Names are the provider's, so look them up with `valuesOf`. */
export type MappingClaims = Readonly<Record<string, ClaimValues>>

/** Which rule, counted from 0, and which value of its claim. */
export type Because = Readonly<{ rule: number; value: string }>

export type Matched = Readonly<{
  groups: ReadonlyMap<GroupId, Because>
  /** Comparison keys of group names that may exist here. */
  names: ReadonlyMap<string, Because>
  role: (Because & Readonly<{ role: Role }>) | undefined
  /** Sentences for the administrator about the claims. */
  notes: readonly string[]
}>

/** For all patterns on all values together: some tens of milliseconds, whatever they are. */
const MOST_STEPS = 2_000_000

/** What the rules give for these claims. Pure: it knows neither the person nor what exists here. */
export function matchRules(
  claims: MappingClaims,
  { rules }: Pick<Mapping, 'rules'>,
  groupsClaim: string,
): Matched {
  const meter = { left: MOST_STEPS }
  const groups = new Map<GroupId, Because>()
  const names = new Map<string, Because>()
  let role: Matched['role']
  for (const [index, rule] of rules.entries()) {
    const matches = compile(rule, meter)
    const { values } = valuesOf(claims, claimOf(rule, groupsClaim))
    const found = values.filter(matches)
    const [first] = found
    if (first === undefined) continue
    const because = { rule: index, value: first }
    if (rule.group && !groups.has(rule.group)) groups.set(rule.group, because)
    if (rule.role && !role && mayGive(rule)) role = { ...because, role: rule.role }
    if (rule.sameName) {
      for (const value of found) {
        if (!names.has(groupKey(value))) names.set(groupKey(value), { rule: index, value })
      }
    }
  }
  return { groups, names, role, notes: notesOn(claims, rules, groupsClaim, meter) }
}

export function valuesOf(claims: MappingClaims, name: string): ClaimValues {
  return (Object.hasOwn(claims, name) ? claims[name] : undefined) ?? { values: [] }
}

/** Checked again here: a rule that got into the database some other way must give no owner either. */
function mayGive({ role, allowOwner }: MappingRule): boolean {
  return role !== 'owner' || allowOwner === true
}

function compile({ match, value = '' }: MappingRule, meter: StepMeter): (text: string) => boolean {
  switch (match) {
    case 'any':
      return () => true
    case 'equals':
      return (text) => text === value
    case 'starts_with':
      return (text) => text.startsWith(value)
    case 'pattern': {
      const pattern = compileNamePattern(value)
      return (text) => pattern?.matches(text, meter) === true
    }
  }
}

function notesOn(
  claims: MappingClaims,
  rules: readonly MappingRule[],
  groupsClaim: string,
  meter: StepMeter,
): string[] {
  const read = new Set(rules.map((rule) => claimOf(rule, groupsClaim)))
  const notes = [...read].flatMap((name) => {
    const { values, incomplete } = valuesOf(claims, name)
    if (incomplete === 'too_many') {
      return `The claim ${name} has more values than the ${values.length} that are looked at.`
    }
    if (incomplete !== 'elsewhere') return []
    return `The provider left ${name} out because the person is in too many groups (overage): it counts as empty. Let it send only groups that are assigned to the application, or application roles.`
  })
  if (meter.left < 0)
    notes.push('The patterns took too long for these values: the rest gave nothing.')
  return notes
}
