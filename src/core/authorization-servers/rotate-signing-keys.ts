import { type Clock, HOUR } from '../../base/clock.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import { type AuthorizationServer, longestTokenMs } from './authorization-server.ts'
import { updateAuthorizationServer } from './authorization-server-store.ts'
import { makeSigningKey } from './signing-key.ts'
import { insertSigningKey, listSigningKeys, setSigningKeyStatus } from './signing-key-store.ts'

type Deps = { sealer: Sealer; now: Clock }

/**
 * The next key signs from now on, the current one stays published while anything it signed can be
 * valid (an hour longer, for verifiers whose clocks are late), and a new next one is published.
 * After a change of the server's algorithm the waiting key is of the old kind: it is retired with
 * the current one, and a key of the new kind signs at once. What is answered
 * runs in the caller's transaction, which has claimed the server's version.
 */
export async function prepareRotation(
  { sealer, now }: Deps,
  server: AuthorizationServer,
): Promise<(tx: Db) => Promise<void>> {
  const at = now()
  const alg = server.settings.signingAlg
  const made = { sealer, serverId: server.id, alg }
  // Keys are made before the transaction: it must not wait for anything but the database.
  const [fresh, spare] = await Promise.all([
    makeSigningKey({ ...made, status: 'next' }, at),
    makeSigningKey({ ...made, status: 'current' }, at),
  ])
  const retiresAt = at + longestTokenMs(server.settings) + HOUR

  return async (tx) => {
    const keys = await listSigningKeys(tx, server.id, at)
    const successor = keys.find((key) => key.status === 'next' && key.alg === alg)
    for (const key of keys) {
      if (key.status === 'previous') continue
      if (key === successor) {
        await setSigningKeyStatus(tx, key.id, { status: 'current', retiresAt: undefined })
      } else {
        await setSigningKeyStatus(tx, key.id, { status: 'previous', retiresAt })
      }
    }
    if (!successor) await insertSigningKey(tx, spare)
    await insertSigningKey(tx, fresh)
    // Running nodes notice the change of the server's row and take up the new keys.
    await updateAuthorizationServer(tx, { ...server, updatedAt: at })
  }
}
