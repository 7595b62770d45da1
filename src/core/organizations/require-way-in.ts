import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import { listConnections } from '../connections/connection-store.ts'
import type { Organization } from './organization.ts'
import { findOrganization, lockOrganization } from './organization-store.ts'

/**
 * An organization that nobody can sign in to could not be repaired by anybody. Called at the end of a
 * change, in its transaction. It locks the organization, so that passwords cannot be turned off while
 * somebody else disables the last connection.
 */
export async function requireWayIn(tx: Db, { id }: Pick<Organization, 'id'>): Promise<void> {
  // Locked before it is read, so that nobody is refused because somebody else saves meanwhile.
  await lockOrganization(tx, id)
  const organization = await findOrganization(tx, id)
  if (!organization || organization.settings.passwordSignIn) return
  const connections = await listConnections(tx, id)
  if (connections.some(({ enabled }) => enabled)) return
  throw new Failure(
    'conflict',
    'Nobody could sign in any more: passwords are off, and no connection is enabled.',
  )
}
