import type { GroupId } from '../../base/ids.ts'
import type { Role } from '../users/user.ts'
import type { Mapping } from './mapping-rule.ts'
import type { Because, Matched } from './match-rules.ts'

export type MappingDecision = Readonly<{
  join: readonly Readonly<{ group: GroupId; because: Because }>[]
  leave: readonly GroupId[]
  /** The role that the connection gives from now on, if any. */
  role: Role | undefined
  /** Why each group and the role is given, including those that were given before. */
  because: readonly (Because & Readonly<{ group?: GroupId; role?: Role }>)[]
  notes: readonly string[]
}>

type Known = Readonly<{
  matched: Matched
  sync: Mapping['sync']
  /** The existing groups among `matched.names`, by their comparison key. */
  named: ReadonlyMap<string, GroupId>
  /** The groups that this connection has given the person so far, without those that others gave. */
  given: readonly GroupId[]
}>

/** What a sign-in changes about a person's groups and role. Pure, so that test sign-ins can use it. */
export function decideMapping({ matched, sync, named, given }: Known): MappingDecision {
  const wanted = new Map(matched.groups)
  for (const [key, because] of matched.names) {
    const group = named.get(key)
    if (group && !wanted.has(group)) wanted.set(group, because)
  }
  const present = new Set(given)
  const join = [...wanted].flatMap(([group, because]) =>
    present.has(group) ? [] : [{ group, because }],
  )
  const leave = sync === 'full' ? given.filter((group) => !wanted.has(group)) : []
  const because = [...wanted].map(([group, reason]) => ({ ...reason, group }))
  return {
    join,
    leave,
    role: matched.role?.role,
    because: [...because, ...(matched.role ? [matched.role] : [])],
    notes: matched.notes,
  }
}
