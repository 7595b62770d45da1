import { SECOND } from '../../base/clock.ts'

/**
 * Time-based one-time codes (RFC 6238), as every authenticator app supports them: SHA-1, six digits,
 * thirty seconds. The library is loaded when first needed, because most processes never need it.
 */
const STEP_MS = 30 * SECOND

/** One step before and one after, for clocks that differ and people who type slowly. */
const WINDOW = 1

export async function newTotpSecret(): Promise<string> {
  const { Secret } = await import('otpauth')
  // 160 bits, as RFC 4226 section 4 recommends.
  return new Secret({ size: 20 }).base32
}

/** The address in the QR code for an authenticator app. */
export async function totpAddress(
  secret: string,
  { issuer, account }: Readonly<{ issuer: string; account: string }>,
): Promise<string> {
  const { TOTP } = await import('otpauth')
  // A colon separates the two in the label, so neither may contain one.
  const [from, to] = [issuer, account].map((text) => text.replaceAll(':', ' '))
  return new TOTP({ issuer: from ?? '', label: to ?? '', secret }).toString()
}

/** The time step to which this code belongs, if it is near enough to the present. */
export async function findTotpStep(
  { secret, code }: Readonly<{ secret: string; code: string }>,
  now: number,
): Promise<number | undefined> {
  if (!/^\d{6}$/.test(code)) return undefined
  const { TOTP } = await import('otpauth')
  const delta = new TOTP({ secret }).validate({ token: code, timestamp: now, window: WINDOW })
  return delta === null ? undefined : Math.floor(now / STEP_MS) + delta
}

/** As people type it: with a space in the middle. */
export function readCode(text: string): string {
  return text.replace(/[\s-]/g, '').slice(0, 64)
}
