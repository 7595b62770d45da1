import { compactVerify, createLocalJWKSet, type JWK, type JWTPayload } from 'jose'
import type { Client, Provider } from 'oidc-provider'

/**
 * An ID token that comes back as a hint is checked by the key that signed it, of either kind. The
 * library knows only the present algorithm: after a change of it, nobody who had signed in before
 * could be signed out by an application. Expired ones are good (RP-Initiated Logout 1.0 section 4).
 */
export function acceptHintsOfEveryKey(provider: Provider, publicJwks: readonly JWK[]): void {
  const published = createLocalJWKSet({ keys: [...publicJwks] })

  const validate: typeof provider.IdToken.validate = async (idToken, client) => {
    const { payload: bytes, protectedHeader: header } = await compactVerify(idToken, published, {
      algorithms: ['RS256', 'ES256'],
    })
    const payload: JWTPayload = JSON.parse(new TextDecoder().decode(bytes))
    if (payload.iss !== provider.issuer || !isFor(client, payload) || !payload.sub) {
      throw new Error('The ID token is of another server, or of another application.')
    }
    return { header: { ...header }, payload: { ...payload } }
  }
  Object.assign(provider.IdToken, { validate })
}

/** An access token of ours is signed by the same key, and is for an API: never for a client's id. */
function isFor({ clientId }: Client, { aud }: JWTPayload): boolean {
  return Array.isArray(aud) ? aud.includes(clientId) : aud === clientId
}
