import { hash } from 'node:crypto'
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose'
import { type Clock, SECOND } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { Connection } from '../core/connections/connection.ts'
import { type ProviderDocument, usableAlgorithms } from '../core/connections/provider-document.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Claims } from './claims.ts'
import { CLOCK_TOLERANCE_SECONDS, tokenAheadSeconds } from './provider-clock.ts'
import type { ProviderDocuments } from './provider-documents.ts'
import { timeOf } from './provider-errors.ts'
import { isName } from './provider-name.ts'

type Deps = { documents: ProviderDocuments; now: Clock }

export type Received = Readonly<{
  organization: Organization
  connection: Connection
  document: ProviderDocument
  idToken: string
  accessToken: string
}>

/**
 * The signature, by a key that the provider publishes, and what the library leaves to its callers.
 * Keys come from the document's `jwks_uri` alone; a token's own `jku`, `jwk` or `x5u` is never asked.
 */
export async function verifyIdToken(deps: Deps, received: Received): Promise<Claims> {
  const { payload, protectedHeader } = await verifySignature(deps, received)
  const { connection, accessToken } = received
  const nowSeconds = Math.floor(deps.now() / SECOND)

  const { sub, iat, azp, at_hash: atHash } = payload
  if (!isName(sub)) {
    throw refused('sub', 'a name of 1 to 255 characters', sub)
  }
  if (iat !== undefined && iat > nowSeconds + CLOCK_TOLERANCE_SECONDS) {
    throw offTime(payload, 'iat', nowSeconds)
  }
  if (azp !== undefined && azp !== connection.clientId) {
    throw refused('azp', connection.clientId, azp)
  }
  // Optional in the code flow (OIDC Core section 3.1.3.6), but never wrong.
  const expected = accessTokenHash(accessToken, protectedHeader.alg)
  if (atHash !== undefined && expected !== undefined && atHash !== expected) {
    throw refused('at_hash', expected, atHash)
  }
  return payload
}

/**
 * The provider was asked by `prompt=login` to let the person sign in again, and must not have sent a
 * session of before (OIDC Core section 3.1.2.1). Where it does not say when that was, its word is
 * taken: `auth_time` is not owed to everybody.
 */
export function requireFresh({ auth_time: seconds }: Claims, since: number): void {
  const earliest = Math.floor(since / SECOND) - CLOCK_TOLERANCE_SECONDS
  if (typeof seconds !== 'number' || seconds >= earliest) return
  throw refused('auth_time', `a sign-in after ${timeOf(earliest)}`, timeOf(seconds))
}

type Signed = Omit<Received, 'accessToken'> & {
  /** Where strangers may bring tokens: how long keys that were just read are not asked for again. */
  patienceMs?: number
}

/** Signed by the provider, for this connection, and not out of date. */
export async function verifySignature(
  { documents, now }: Deps,
  { organization, connection, document, idToken, patienceMs = 0 }: Signed,
): Promise<JWTVerifyResult> {
  const verify = (keys: JSONWebKeySet) =>
    jwtVerify(idToken, keySetOf(keys), {
      algorithms: usableAlgorithms(document),
      issuer: connection.issuer,
      audience: connection.clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now()),
    })

  const began = now()
  const told = { document, kid: kidOf(idToken), nowSeconds: Math.floor(began / SECOND) }
  const held = await documents.keys(organization, document.jwks_uri)
  try {
    return await verify(held.keys)
  } catch (error) {
    // Keys from memory may be out of date: asked for once more, then the answer stands.
    if (!isAboutKeys(error) || held.readAt + patienceMs >= began) throw explain(error, told)
  }
  const renewed = await documents.keys(organization, document.jwks_uri, { renew: true })
  return verify(renewed.keys).catch((error: unknown) => {
    throw explain(error, told)
  })
}

type KeySet = ReturnType<typeof createLocalJWKSet>
const keySets = new WeakMap<JSONWebKeySet, KeySet>()

/** Imported keys are kept as long as the document they came in. */
function keySetOf(keys: JSONWebKeySet): KeySet {
  const known = keySets.get(keys)
  if (known) return known
  const made = createLocalJWKSet(keys)
  keySets.set(keys, made)
  return made
}

function isAboutKeys(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JWSSignatureVerificationFailed
  )
}

type Told = Readonly<{ document: ProviderDocument; kid: string; nowSeconds: number }>

function explain(error: unknown, { document, kid, nowSeconds }: Told): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error
  const isLate = error instanceof errors.JWTExpired
  if (isLate || error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload } = error
    if (claim === 'exp' || claim === 'nbf') return offTime(payload, claim, nowSeconds)
  }
  const words: Record<string, [check: string, expected: string, received: string]> = {
    ERR_JWKS_NO_MATCHING_KEY: [
      'key',
      `a key at ${document.jwks_uri}`,
      `the key ${kid}, which it does not publish`,
    ],
    ERR_JWKS_MULTIPLE_MATCHING_KEYS: ['kid', 'a kid that names one key', 'no kid, several keys'],
    ERR_JWS_SIGNATURE_VERIFICATION_FAILED: ['signature', 'its signature', 'another signature'],
    ERR_JOSE_ALG_NOT_ALLOWED: ['alg', usableAlgorithms(document).join(', '), 'another algorithm'],
  }
  const code = 'code' in error ? String(error.code) : ''
  const [check, expected, received] = words[code] ?? ['ID token', 'a valid token', error.message]
  return refused(check, expected, received, error)
}

/** OIDC Core section 3.1.3.6: the left half of the digest that goes with the signature. */
function accessTokenHash(accessToken: string, alg: string): string | undefined {
  const bits = /^(?:RS|PS|ES)(256|384|512)$/.exec(alg)?.[1] ?? (alg.startsWith('Ed') ? '512' : '')
  if (!bits) return
  const digest = hash(`sha${bits}`, accessToken, 'buffer')
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

/** A time that does not fit, by how many seconds it does not, and which side's clock is ahead. */
function offTime(claims: Claims, claim: 'exp' | 'nbf' | 'iat', nowSeconds: number): Failure {
  const isAfter = claim === 'exp' ? 'later' : 'not later'
  const expected = `${isAfter} than ${timeOf(nowSeconds)}`
  const { message, detail } = refused(claim, expected, timeOf(claims[claim]))
  const offSeconds = tokenAheadSeconds(claims, claim, nowSeconds)
  return new Failure('upstream_rejected', message, { detail: { ...detail, offSeconds } })
}

/** Which key the token says it was signed with; what cannot be read says nothing. */
function kidOf(idToken: string): string {
  try {
    return decodeProtectedHeader(idToken).kid?.slice(0, 100) ?? 'without a kid'
  } catch {
    return 'without a kid'
  }
}

function refused(check: string, expected: string, received: unknown, cause?: unknown): Failure {
  const shown = received === undefined ? 'nothing' : String(received)
  return new Failure('upstream_rejected', 'Its ID token did not pass the checks.', {
    detail: { check, expected, received: shown || 'an empty text' },
    cause,
  })
}
