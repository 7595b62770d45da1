import { Failure, type FieldFault } from '../../base/errors.ts'
import type { OrganizationId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import { findStrangers } from './assignable-store.ts'
import type { Assignment } from './assignment-store.ts'

/** Only groups and people of this organization can be assigned: other ids are refused as unknown. */
export async function requireAssignable(
  tx: Db,
  organizationId: OrganizationId,
  assignments: readonly Assignment[],
  prefix = '',
): Promise<void> {
  const groups = assignments.flatMap((one) => (one.kind === 'group' ? [one.groupId] : []))
  const users = assignments.flatMap((one) => (one.kind === 'user' ? [one.userId] : []))
  const strangers = new Set([
    ...(await findStrangers(tx, 'group', organizationId, groups)),
    ...(await findStrangers(tx, 'user', organizationId, users)),
  ])
  if (strangers.size === 0) return
  const fields: FieldFault[] = [
    ...faultsIn(`${prefix}groups`, groups, strangers),
    ...faultsIn(`${prefix}users`, users, strangers),
  ]
  throw new Failure('invalid_input', 'Some of those to be assigned are not here.', { fields })
}

function faultsIn(
  name: string,
  ids: readonly string[],
  strangers: ReadonlySet<string>,
): FieldFault[] {
  const message = 'There is no such one in this organization.'
  return ids.flatMap((id, i) => (strangers.has(id) ? [{ path: `${name}.${i}`, message }] : []))
}
