import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from './connection.ts'
import { shareConnection } from './connection-store.ts'
import { isSameProvider } from './require-trust-authority.ts'

/**
 * For whoever is about to be tied to a connection: it must still lead to the provider that told of
 * them, and does until the end of the transaction. A provider takes seconds to answer, and a subject
 * is a person of one provider. Call it before a person is held: who moves a connection holds that
 * first, and then the people it gave something to.
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
