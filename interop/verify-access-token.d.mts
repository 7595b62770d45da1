export type Verified = {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

type Verification = { issuer: string; token: string; jwksUri?: string }

/** Rejects where the token is not valid for this issuer and audience. */
export function verifyAccessToken(
  options: Verification & {
    audience: string | string[]
    /** Claims that must have exactly these values, beside issuer and audience. */
    assertClaims?: Record<string, unknown>
  },
): Promise<Verified>

export function verifyIdToken(
  options: Verification & { clientId: string; nonce?: string },
): Promise<Verified>
