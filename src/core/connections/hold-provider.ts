import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from './connection.ts'
import { shareConnection } from './connection-store.ts'
import { isSameProvider } from './require-trust-authority.ts'

/**
 * Before a person is tied to a connection: requires that it still leads to the provider that vouched
 * for them, and keeps it so until the transaction ends. A provider takes seconds to answer, and a
 * subject means somebody only at its own provider. Call it before locking a person: whoever moves a
 * connection locks that first, and then its people.
 */
export async function holdProvider(tx: Db, connection: Connection): Promise<void> {
  const held = await shareConnection(tx, connection.id)
  if (held?.enabled && isSameProvider(held, connection)) return
  throw new Failure('sign_in_expired', 'This way of signing in was changed meanwhile.', {
    detail: {
      check: 'connection',
      expected: connection.issuer,
      received: !held ? 'a deleted one' : held.enabled ? held.issuer : 'a disabled one',
    },
  })
}
