/** The values of `amr` (RFC 8176 section 2, and what Okta sends), by kind. */
const KINDS: readonly (readonly string[])[] = [
  // Something the person knows,
  ['pwd', 'pin', 'kba'],
  // has,
  ['otp', 'sms', 'tel', 'hwk', 'swk', 'sc', 'pop', 'okta_verify'],
  // or is.
  ['fpt', 'face', 'iris', 'retina', 'vbm'],
]

/** Whether these methods are two factors: `mfa` is among them, or they are of two kinds. */
export function isTwoFactor(amr: readonly string[]): boolean {
  if (amr.includes('mfa')) return true
  return KINDS.filter((kind) => kind.some((method) => amr.includes(method))).length > 1
}

/** A phishing-resistant key, which WebAuthn adds to `amr`: more than an ordinary factor. */
export const KEYS = ['hwk', 'swk']

/** The same without what would make it more than one factor, or one that resists phishing. */
export function asOneFactor(amr: readonly string[]): readonly string[] {
  const first = KINDS.find((kind) => kind.some((method) => amr.includes(method)))
  const others = KINDS.filter((kind) => kind !== first).flat()
  const more = ['mfa', ...KEYS, ...others]
  return amr.filter((method) => !more.includes(method))
}

/** How a session's person proved who they are (RFC 8176). */
export function amrOf(proved: readonly string[], shown: readonly string[]): readonly string[] {
  return shown.length === 0 ? proved : [...new Set([...proved, ...shown, 'mfa'])]
}
