import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import type { FieldFault } from '../../base/errors.ts'
import type { ApplicationSettings } from './application.ts'

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth']
const LEAST_RSA_BITS = 2048
const SIGNING = ['rsa', 'ec', 'ed25519', 'ed448']

type Keys = NonNullable<ApplicationSettings['jwks']>

/** Finds keys that could verify nothing, or that should never have left where they were made. */
export function checkKeys(jwks: Keys | undefined): FieldFault[] {
  if (!jwks) return []
  if (jwks.keys.length === 0) return [{ path: 'jwks.keys', message: 'Give one key at least.' }]
  return jwks.keys.flatMap((key, i) => {
    const message = checkKey(key)
    return message ? [{ path: `jwks.keys.${i}`, message }] : []
  })
}

/** The message contains no part of the key, which may be a secret pasted by mistake. */
function checkKey(jwk: Keys['keys'][number]): string | undefined {
  if (jwk.kty === 'oct' || 'k' in jwk) {
    return 'This is a symmetric key, which is a secret: give the public half of an RSA, EC or OKP key.'
  }
  if (PRIVATE.some((name) => name in jwk)) {
    return 'This is a private key: give its public half, and keep this one.'
  }
  const key = readPublicKey(jwk)
  if (!key || !SIGNING.includes(String(key.asymmetricKeyType))) {
    return 'A public key is a JWK of type RSA, EC or OKP, with all of its members.'
  }
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (bits === undefined || bits >= LEAST_RSA_BITS) return undefined
  return `This RSA key has ${bits} bits: make one of ${LEAST_RSA_BITS} bits or more.`
}

function readPublicKey(jwk: Keys['keys'][number]): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' })
  } catch {
    return undefined
  }
}
