import { SECOND } from '../base/clock.ts'

/** How far the provider's clock may be from ours before its times are not believed. */
export const CLOCK_TOLERANCE_SECONDS = 30

/**
 * How far the provider's clock is ahead of ours by the Date of an answer (RFC 9110 section 6.6.1),
 * below zero if it is behind. Undefined where an answer has none.
 */
export function clockAheadSeconds(response: Response, now: number): number | undefined {
  const date = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : Math.round((date - now) / SECOND)
}

/**
 * The same by the times of an ID token: it is made while its code is exchanged, so its `iat` is the
 * time there. Where that fits, it is the claim at fault that tells.
 */
export function tokenAheadSeconds(
  claims: Readonly<Record<string, unknown>>,
  claim: string,
  nowSeconds: number,
): number {
  const made = Number(claims.iat) - nowSeconds
  return Math.abs(made) > CLOCK_TOLERANCE_SECONDS ? made : Number(claims[claim]) - nowSeconds
}
