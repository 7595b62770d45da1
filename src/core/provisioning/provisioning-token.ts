import type { ConnectionId, OrganizationId, ProvisioningTokenId } from '../../base/ids.ts'

/** Where a provider's provisioning is pointed at (SCIM 2.0), below the organization's address. */
export const PROVISIONING_PATH = '/scim/v2'

export const LONGEST_PROVISIONING_DAYS = 730

/** One to use, one to change to, and some for mistakes. */
export const MOST_PROVISIONING_TOKENS = 10

/** With what a connection's provider may tell of its people and groups. It may nothing else. */
export type ProvisioningToken = Readonly<{
  id: ProvisioningTokenId
  organizationId: OrganizationId
  connectionId: ConnectionId
  name: string
  createdAt: number
  expiresAt: number
  lastUsedAt: number | undefined
}>
