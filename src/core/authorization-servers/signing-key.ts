import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { type AuthorizationServerId, newId, type SigningKeyId } from '../../base/ids.ts'
import type { Sealer } from '../../base/seal.ts'
import type { SigningAlg } from './authorization-server.ts'

/**
 * `next` is published but does not sign yet, so that every verifier has fetched it before its
 * first signature arrives; `previous` signs no more and stays published while its tokens live.
 */
export type SigningKeyStatus = 'next' | 'current' | 'previous'

export type SigningKey = Readonly<{
  id: SigningKeyId
  authorizationServerId: AuthorizationServerId
  alg: SigningAlg
  status: SigningKeyStatus
  publicJwk: JWK
  privateJwkSealed: string
  createdAt: number
  retiresAt: number | undefined
}>

type Made = {
  sealer: Sealer
  serverId: AuthorizationServerId
  alg: SigningAlg
  status: SigningKeyStatus
}

export async function makeSigningKey(
  { sealer, serverId, alg, status }: Made,
  now: number,
): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, {
    extractable: true,
    modulusLength: 2048,
  })
  const id = newId('signingKey', now)
  const named = { kid: id, alg, use: 'sig' }
  const privateJwk = { ...(await exportJWK(privateKey)), ...named }
  return {
    id,
    authorizationServerId: serverId,
    alg,
    status,
    publicJwk: { ...(await exportJWK(publicKey)), ...named },
    privateJwkSealed: await sealer.seal(JSON.stringify(privateJwk)),
    createdAt: now,
    retiresAt: undefined,
  }
}
