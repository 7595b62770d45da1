import type { FieldFault } from '../../base/errors.ts'
import { compileNamePattern } from '../patterns/name-pattern.ts'
import { LONGEST_RULE_VALUE, type Mapping, type MappingRule, MOST_RULES } from './mapping-rule.ts'

/** What is wrong with rules by themselves, each with its path: `rules.3.value`. */
export function faultsInMapping({ rules }: Mapping): FieldFault[] {
  if (rules.length > MOST_RULES) {
    return [{ path: 'rules', message: `There are at most ${MOST_RULES} rules.` }]
  }
  return rules.flatMap((rule, i) =>
    faultsInRule(rule).map(({ path, message }) => ({ path: `rules.${i}.${path}`, message })),
  )
}

function faultsInRule(rule: MappingRule): FieldFault[] {
  return [...faultsInValue(rule), ...faultsInGift(rule)]
}

function faultsInValue({ match, value = '' }: MappingRule): FieldFault[] {
  const at = (message: string) => [{ path: 'value', message }]
  if (match === 'any') return value === '' ? [] : at('Any value matches: leave this empty.')
  if (value === '') return at('Say which value.')
  if (value.length > LONGEST_RULE_VALUE) return at(`At most ${LONGEST_RULE_VALUE} characters.`)
  if (match !== 'pattern' || compileNamePattern(value)) return []
  return at('This is no pattern that can be used: no back references, no looking around.')
}

function faultsInGift({ match, group, sameName, role, allowOwner }: MappingRule): FieldFault[] {
  if (group && sameName) {
    return [{ path: 'group', message: 'One group, or the group of the same name: not both.' }]
  }
  if (!group && !sameName && !role) {
    return [{ path: 'group', message: 'Say what the rule gives: a group, a role, or both.' }]
  }
  if (role && match === 'any') {
    return [{ path: 'role', message: 'A role is given for a value, not for any.' }]
  }
  if (role === 'owner' && !allowOwner) {
    const message = 'That people become owners by a claim must be allowed expressly.'
    return [{ path: 'allowOwner', message }]
  }
  if (allowOwner && role !== 'owner') {
    return [{ path: 'allowOwner', message: 'This goes with the role owner only.' }]
  }
  return []
}
