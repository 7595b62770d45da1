import { createHmac } from 'node:crypto'
import { type Clock, MINUTE } from '../../base/clock.ts'
import type { UserId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from '../connections/connection.ts'
import { hasTestedSince } from './connection-test-store.ts'

/** Sealing the same secret twice gives two texts, so what is in them is compared, under a key. */
export async function digestOfValues(sealer: Sealer, connection: Connection): Promise<string> {
  const { slug, wellKnownUrl, issuer, clientId, clientAuthMethod, settings } = connection
  const { scopes, claims, trustedDomains, signUp, linking, mapping, callback } = settings
  const sealed = [connection.clientSecretSealed, connection.privateKeySealed]
  const secrets = await Promise.all(sealed.map((one) => (one ? sealer.open(one) : null)))
  const told = [
    ...[connection.organizationId, slug, wellKnownUrl, issuer, clientId, clientAuthMethod],
    ...[secrets, scopes, claims, trustedDomains, signUp, linking, mapping, callback],
  ]
  const key = sealer.keyFor('connection-test')
  return createHmac('sha256', key).update(JSON.stringify(told)).digest('base64url')
}

const FRESH_MS = 10 * MINUTE

/** Whether this administrator has tested these very values within ten minutes, and would be let in. */
export async function hasTestedLately(
  { db, sealer, now }: Readonly<{ db: Db; sealer: Sealer; now: Clock }>,
  { connection, userId }: Readonly<{ connection: Connection; userId: UserId }>,
): Promise<boolean> {
  const valuesDigest = await digestOfValues(sealer, connection)
  const { organizationId } = connection
  return hasTestedSince(db, { organizationId, userId, valuesDigest }, now() - FRESH_MS)
}
