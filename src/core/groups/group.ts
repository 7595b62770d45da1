import { Failure } from '../../base/errors.ts'
import type { GroupId, OrganizationId } from '../../base/ids.ts'

export type Group = Readonly<{
  id: GroupId
  organizationId: OrganizationId
  name: string
  description: string
  /** Whether its people need a second factor; absent where not. */
  requiresSecondFactor?: boolean | undefined
  createdAt: number
  updatedAt: number
}>

/** The source of a membership that an administrator gave; else it is a connection's id. */
export const MANUAL = 'manual'

export function groupKey(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase()
}

export function parseGroupName(text: string): string {
  const name = text.trim()
  if (name.length >= 1 && name.length <= 200 && !/\p{Cc}/u.test(name)) return name
  throw new Failure('invalid_input', 'A group name has 1 to 200 characters.')
}
