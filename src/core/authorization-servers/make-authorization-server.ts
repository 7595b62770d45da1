import type { Sealer } from '../../base/seal.ts'
import type { Db } from '../../storage/database.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { insertAuthorizationServer } from './authorization-server-store.ts'
import { makeSigningKey, type SigningKey } from './signing-key.ts'
import { insertSigningKey } from './signing-key-store.ts'

/** A server with the keys it starts with, made outside any transaction: keys take their time. */
type NewAuthorizationServer = Readonly<{
  server: AuthorizationServer
  keys: readonly SigningKey[]
}>

export async function makeAuthorizationServer(
  sealer: Sealer,
  server: AuthorizationServer,
): Promise<NewAuthorizationServer> {
  const { id: serverId, settings, createdAt } = server
  const keys = await Promise.all(
    (['current', 'next'] as const).map((status) =>
      makeSigningKey({ sealer, serverId, alg: settings.signingAlg, status }, createdAt),
    ),
  )
  return { server, keys }
}

export async function insertNewAuthorizationServer(
  tx: Db,
  { server, keys }: NewAuthorizationServer,
): Promise<void> {
  await insertAuthorizationServer(tx, server)
  for (const key of keys) await insertSigningKey(tx, key)
}
