import type { Group } from '../groups/group.ts'
import type { Compare } from './provisioned-person.ts'

/** A group of people whom a connection's provider tells of. Nobody else's groups are touched by it. */
export type ProvisionedGroup = Readonly<{ group: Group; externalId: string | undefined }>

/** What becomes of its members: first all who are there go, if `replaces`. */
export type MemberChange = Readonly<{
  replaces: boolean
  add: ReadonlySet<string>
  remove: ReadonlySet<string>
}>

export type GroupFilter =
  | Readonly<{ by: 'id' | 'name' | 'externalId' | 'member'; is: string }>
  | Readonly<{ by: 'updatedAt'; compare: Compare; at: number }>
