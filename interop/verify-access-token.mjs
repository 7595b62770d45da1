import OktaJwtVerifier from '@okta/jwt-verifier'

/** @okta/jwt-verifier, which asks `{issuer}/v1/keys` for the keys unless told another address. */
export async function verifyAccessToken({ issuer, token, audience, jwksUri, assertClaims }) {
  const verifier = createVerifier({ issuer, jwksUri, assertClaims })
  const { header, claims } = await verifier.verifyAccessToken(token, audience)
  return { header, claims }
}

export async function verifyIdToken({ issuer, token, clientId, nonce, jwksUri }) {
  const verifier = createVerifier({ issuer, jwksUri, clientId })
  const { header, claims } = await verifier.verifyIdToken(token, clientId, nonce)
  return { header, claims }
}

function createVerifier({ issuer, jwksUri, clientId, assertClaims }) {
  return new OktaJwtVerifier({
    issuer,
    ...(jwksUri && { jwksUri }),
    ...(clientId && { clientId }),
    ...(assertClaims && { assertClaims }),
    testing: { disableHttpsCheck: true },
  })
}
