import { Failure } from '../../base/errors.ts'
import type { ConnectionId, GroupId, OrganizationId } from '../../base/ids.ts'

export type Group = Readonly<{
  id: GroupId
  organizationId: OrganizationId
  name: string
  description: string
  /** Whether its people need a second factor; absent if not. */
  requiresSecondFactor?: boolean | undefined
  createdAt: number
  updatedAt: number
}>

/** The source of a membership that an administrator gave; all others come from connections. */
export const MANUAL = 'manual'

const PROVISIONED = 'scim:'

/**
 * The source of memberships that a connection's provisioning gave. The source of those that its claims
 * gave is the connection's id: a sign-in may take those back, and must not touch these.
 */
export function provisionedSource(connectionId: ConnectionId): string {
  return `${PROVISIONED}${connectionId}`
}

/** The connections among these sources. */
export function connectionsOf(sources: readonly string[]): string[] {
  const given = sources.filter((source) => source !== MANUAL)
  const ids = given.map((one) =>
    one.startsWith(PROVISIONED) ? one.slice(PROVISIONED.length) : one,
  )
  return [...new Set(ids)]
}

export function groupKey(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase()
}

export function parseGroupName(text: string): string {
  const name = text.trim()
  if (name.length >= 1 && name.length <= 200 && !/\p{Cc}/u.test(name)) return name
  throw new Failure('invalid_input', 'A group name has 1 to 200 characters.')
}
