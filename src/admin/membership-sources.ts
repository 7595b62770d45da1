import { connectionsOf, MANUAL } from '../core/groups/group.ts'
import type { MembershipSource } from '../core/groups/membership-store.ts'

/** Where each membership comes from, by person or by group. */
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
