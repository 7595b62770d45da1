export type Verified = {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

type Verification = { issuer: string; token: string; jwksUri?: string }

/** Rejects where the token is not valid for this issuer and audience. */
export function verifyAccessToken(
  options: Verification & { audience: string | string[]; clientId?: string },
): Promise<Verified>

export function verifyIdToken(
  options: Verification & { clientId: string; nonce?: string },
): Promise<Verified>
