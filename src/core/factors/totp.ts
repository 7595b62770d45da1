import { SECOND } from '../../base/clock.ts'

/**
 * One-time codes by time (RFC 6238), with what every authenticator app can do: SHA-1, six digits,
 * thirty seconds. The library is loaded by whoever needs it first: most processes never do.
 */
const STEP_MS = 30 * SECOND

/** A step before and a step after, for clocks that differ and people who type slowly. */
const WINDOW = 1

export async function newTotpSecret(): Promise<string> {
  const { Secret } = await import('otpauth')
  // 160 bits, as RFC 4226 section 4 recommends.
  return new Secret({ size: 20 }).base32
}

/** The address that a QR picture says to an authenticator app. */
export async function totpAddress(
  secret: string,
  { issuer, account }: Readonly<{ issuer: string; account: string }>,
): Promise<string> {
  const { TOTP } = await import('otpauth')
  // A colon parts the two in the label, so neither may have one.
  const [from, to] = [issuer, account].map((text) => text.replaceAll(':', ' '))
  return new TOTP({ issuer: from ?? '', label: to ?? '', secret }).toString()
}

/** The time step that this code belongs to, if it is near enough to now. */
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
