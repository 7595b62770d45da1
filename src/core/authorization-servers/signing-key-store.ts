import type { AuthorizationServerId, SigningKeyId } from '../../base/ids.ts'
import type { Db } from '../../storage/database.ts'
import type { SigningAlg } from './authorization-server.ts'
import type { SigningKey, SigningKeyStatus } from './signing-key.ts'

export async function insertSigningKey(db: Db, key: SigningKey): Promise<void> {
  await db
    .insertInto('signing_key')
    .values({
      id: key.id,
      authorization_server_id: key.authorizationServerId,
      alg: key.alg,
      status: key.status,
      public_jwk: JSON.stringify(key.publicJwk),
      private_jwk_sealed: key.privateJwkSealed,
      created_at: key.createdAt,
      retires_at: key.retiresAt ?? null,
    })
    .execute()
}

/** Every key that is still published, the current one first, then the newest. */
export async function listSigningKeys(
  db: Db,
  serverId: AuthorizationServerId,
  now: number,
): Promise<SigningKey[]> {
  const rows = await db
    .selectFrom('signing_key')
    .selectAll()
    .where('authorization_server_id', '=', serverId)
    .where((e) => e.or([e('retires_at', 'is', null), e('retires_at', '>', now)]))
    .orderBy('id', 'desc')
    .execute()
  const keys = rows.map((row) => ({
    id: row.id as SigningKeyId,
    authorizationServerId: row.authorization_server_id as AuthorizationServerId,
    alg: row.alg as SigningAlg,
    status: row.status as SigningKeyStatus,
    publicJwk: JSON.parse(row.public_jwk),
    privateJwkSealed: row.private_jwk_sealed,
    createdAt: row.created_at,
    retiresAt: row.retires_at ?? undefined,
  }))
  return keys.sort((a, b) => Number(b.status === 'current') - Number(a.status === 'current'))
}

export async function setSigningKeyStatus(
  db: Db,
  id: SigningKeyId,
  { status, retiresAt }: Pick<SigningKey, 'status' | 'retiresAt'>,
): Promise<void> {
  await db
    .updateTable('signing_key')
    .set({ status, retires_at: retiresAt ?? null })
    .where('id', '=', id)
    .execute()
}
