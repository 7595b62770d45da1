import { newId } from '../../src/base/ids.ts'
import { digestOfValues } from '../../src/core/connection-tests/values-digest.ts'
import { listConnections } from '../../src/core/connections/connection-store.ts'
import type { User } from '../../src/core/users/user.ts'
import type { RunningServer } from './running-server.ts'

/** This administrator tested every connection as it is, at this time, and would have been let in. */
export async function testedBy(
  { db, sealer, organization }: RunningServer,
  { id: userId }: Pick<User, 'id'>,
  at = Date.now(),
): Promise<void> {
  for (const connection of await listConnections(db, organization.id)) {
    await db
      .insertInto('connection_test')
      .values({
        id: newId('connectionTest', at),
        organization_id: organization.id,
        connection_id: connection.id,
        user_id: userId,
        session_id: '',
        values_digest: await digestOfValues(sealer, connection),
        trace_code: 'BCDFGHJK',
        browser_digest: '',
        outcome: 'would_sign_in',
        created_at: at,
        ended_at: at,
        expires_at: at + 60_000,
      })
      .execute()
  }
}
