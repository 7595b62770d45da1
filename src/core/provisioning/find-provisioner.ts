import { MINUTE } from '../../base/clock.ts'
import type { OrganizationId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'
import type { Db } from '../../storage/database.ts'
import type { Event } from '../audit/event.ts'
import type { Connection } from '../connections/connection.ts'
import { findConnection } from '../connections/connection-store.ts'
import type { ProvisioningToken } from './provisioning-token.ts'
import {
  findProvisioningTokenByDigest,
  touchProvisioningToken,
} from './provisioning-token-store.ts'

/** Who tells of people and groups: a connection's provider, by a token that it was given. */
export type Provisioner = Readonly<{ connection: Connection; token: ProvisioningToken }>

/**
 * Whose token this is, if it is one of this organization's, has not expired, and its connection is
 * enabled. Being used is written once a minute, not at every request.
 */
export async function findProvisioner(
  db: Db,
  organizationId: OrganizationId,
  value: string,
  now: number,
): Promise<Provisioner | undefined> {
  const token = await findProvisioningTokenByDigest(db, organizationId, digest(value))
  if (!token || token.expiresAt <= now) return
  const connection = await findConnection(db, token.connectionId)
  if (!connection?.enabled || connection.organizationId !== organizationId) return
  if (now - (token.lastUsedAt ?? 0) >= MINUTE) await touchProvisioningToken(db, token.id, now)
  return { connection, token }
}

/** Whom the audit log names. */
export function actorOf({ token }: Provisioner): Event['actor'] {
  return { kind: 'provisioning_token', id: token.id }
}
