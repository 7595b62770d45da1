import { newId } from '../base/ids.ts'
import type { DeclaredGroup } from '../config/declared-organization.ts'
import { type Group, groupKey } from '../core/groups/group.ts'
import { insertGroup, listGroups, updateGroup } from '../core/groups/group-store.ts'
import { claimVersion, nextVersion } from '../core/versions/claim-version-store.ts'
import { differences, kindOf, type PlannedChange } from './change.ts'
import { type Planning, recordChange } from './planning.ts'

export async function planGroups(
  planning: Planning,
  declared: readonly DeclaredGroup[],
): Promise<{ changes: PlannedChange[]; groups: Map<string, Group> }> {
  const groups = await presentGroups(planning)
  const changes = declared.map((given) => {
    const present = groups.get(groupKey(given.name))
    const group = mergeGroup(planning, present, given)
    groups.set(groupKey(group.name), group)
    return planGroup(planning, present, group)
  })
  return { changes, groups }
}

async function presentGroups({ db, organization, isNew }: Planning): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>()
  if (isNew) return groups
  for (let after = ''; ; ) {
    const page = await listGroups(db, organization.id, { after })
    for (const group of page) groups.set(groupKey(group.name), group)
    const last = page.at(-1)
    if (!last) return groups
    after = last.id
  }
}

function mergeGroup(
  { organization, at }: Planning,
  present: Group | undefined,
  { name, description, requiresSecondFactor }: DeclaredGroup,
): Group {
  return {
    id: present?.id ?? newId('group', at),
    organizationId: organization.id,
    name,
    description: description ?? present?.description ?? '',
    requiresSecondFactor: requiresSecondFactor ?? present?.requiresSecondFactor ?? false,
    createdAt: present?.createdAt ?? at,
    updatedAt: present ? nextVersion(present, at) : at,
  }
}

function planGroup(planning: Planning, present: Group | undefined, group: Group): PlannedChange {
  const { id, name, description, requiresSecondFactor } = group
  const before = present && { requiresSecondFactor: false, ...present }
  const fields = before ? differences(before, { name, description, requiresSecondFactor }) : []
  const kind = kindOf(present, fields)
  return {
    change: { kind, what: 'group', path: `${planning.organization.slug}/groups/${name}`, fields },
    prepare: () => async (tx) => {
      if (kind === 'none') return
      if (present) await claimVersion(tx, 'group', present, group.updatedAt)
      await (kind === 'create' ? insertGroup(tx, group) : updateGroup(tx, group))
      await recordChange(tx, planning, `group.lifecycle.${kind}`, { kind: 'group', id }, fields)
    },
  }
}
