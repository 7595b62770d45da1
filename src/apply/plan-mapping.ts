import type { DeclaredConnection } from '../config/declared-connection.ts'
import { faultsInMapping } from '../core/mapping/check-mapping.ts'
import type { Mapping } from '../core/mapping/mapping-rule.ts'
import { unknownGroup } from './plan-users.ts'
import type { Directory, Planning } from './planning.ts'

/** Rules as they are kept: with the groups that their names mean. */
export function planMapping(
  { path, fault }: Planning,
  { findGroup }: Pick<Directory, 'findGroup'>,
  { mapping }: DeclaredConnection,
  index: number,
): Mapping | undefined {
  if (!mapping) return undefined
  const at = [...path, 'connections', index, 'mapping']
  const rules = mapping.rules.map(({ group: name, ...rule }, i) => {
    if (name === undefined) return rule
    const group = findGroup(name)
    if (!group) fault([...at, 'rules', i, 'group'], unknownGroup(name))
    // Without the group a rule may give nothing, which is not what is wrong with it.
    return { ...rule, group: group?.id ?? ('unknown' as never) }
  })
  const planned: Mapping = { sync: mapping.sync ?? 'full', rules }
  for (const { path: field, message } of faultsInMapping(planned)) {
    const parts = field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    fault([...at, ...parts], message)
  }
  return planned
}
