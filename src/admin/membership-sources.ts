import { connectionsOf, MANUAL } from '../core/groups/group.ts'
import type { MembershipSource } from '../core/groups/group-directory-store.ts'

/** What gives each membership, looked up by the person or by the group. */
export function sourcesBy(key: 'userId' | 'groupId', all: readonly MembershipSource[]) {
  const found = Map.groupBy(all, (one) => one[key])
  return (id: string) => {
    const sources = (found.get(id) ?? []).map(({ source }) => source)
    return {
      manual: sources.includes(MANUAL),
      connectionIds: connectionsOf(sources),
    }
  }
}
