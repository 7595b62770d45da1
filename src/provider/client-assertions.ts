import { errors, type KoaContextWithOIDC, type SigningAlgorithm } from 'oidc-provider'
import { type Clock, HOUR, SECOND } from '../base/clock.ts'

/** With what applications may sign to prove who they are: each kind of key that may be registered. */
export const ASSERTION_ALGORITHMS: SigningAlgorithm[] = [
  ...(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256'] as const),
  ...(['ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'] as const),
]

const LONGEST_MS = HOUR
const CLOCKS_DIFFER_MS = 30 * SECOND

/**
 * An assertion is used once, so its name is kept until it ends: one that ends in a thousand years must
 * not be taken (RFC 7523 section 3). An hour is Okta's limit.
 */
export function checkAssertion(now: Clock) {
  return (_ctx: KoaContextWithOIDC, { exp }: { exp?: unknown }): void => {
    if (Number(exp) * SECOND <= now() + LONGEST_MS + CLOCKS_DIFFER_MS) return
    throw new errors.InvalidClientAuth('the client_assertion JWT ends more than an hour from now')
  }
}
