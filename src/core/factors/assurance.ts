import { isTwoFactor, KEYS } from './authentication-methods.ts'
import type { Wanted } from './wanted.ts'

/** How well a session's person proved who they are, in Okta's names (`acr_values`, `acr`). */
export const ACR_VALUES = [
  'urn:okta:loa:1fa:any',
  'urn:okta:loa:1fa:pwd',
  'urn:okta:loa:2fa:any',
  'urn:okta:loa:2fa:any:ifpossible',
  'phr',
  'phrh',
] as const
type AcrValue = (typeof ACR_VALUES)[number]

type Reached = Readonly<{ amr: readonly string[]; acr?: string | undefined }>

const REACHED: Record<AcrValue, (amr: readonly string[]) => boolean> = {
  'urn:okta:loa:1fa:any': () => true,
  'urn:okta:loa:1fa:pwd': (amr) => amr.includes('pwd'),
  'urn:okta:loa:2fa:any': isTwoFactor,
  'urn:okta:loa:2fa:any:ifpossible': isTwoFactor,
  // Phishing-resistant; and the same with the key in hardware.
  phr: (amr) => KEYS.some((method) => amr.includes(method)),
  phrh: (amr) => amr.includes('hwk'),
}

const WANTED: Partial<Record<AcrValue, Wanted>> = {
  'urn:okta:loa:2fa:any': 'two_factors',
  'urn:okta:loa:2fa:any:ifpossible': 'two_factors_if_possible',
  phr: 'phishing_resistant',
  phrh: 'hardware',
}

export const isKnown = (value: string): value is AcrValue => Object.hasOwn(REACHED, value)

function hasReached({ amr, acr }: Reached, value: string): boolean {
  return value === acr || (isKnown(value) && REACHED[value](amr))
}

/** What a session still lacks to reach one of these levels, of which the first is preferred. */
export function missingOf(session: Reached, asked: readonly string[]): Wanted | undefined {
  if (asked.some((value) => hasReached(session, value))) return undefined
  const [first] = asked.filter(isKnown).flatMap((value) => WANTED[value] ?? [])
  return first
}

/** Whether what was shown in a session is as much as is wanted. */
export function isReached(amr: readonly string[], wanted: Wanted): boolean {
  if (wanted === 'hardware') return REACHED.phrh(amr)
  return wanted === 'phishing_resistant' ? REACHED.phr(amr) : isTwoFactor(amr)
}

/**
 * The `acr` for tokens: the level that was asked for and reached, otherwise what the provider said if
 * the person came from one, otherwise by the number of factors.
 */
export function acrOf(session: Reached, asked: readonly string[] = []): string {
  const reached = asked.find((value) => hasReached(session, value))
  const own: AcrValue = isTwoFactor(session.amr) ? 'urn:okta:loa:2fa:any' : 'urn:okta:loa:1fa:any'
  return reached ?? session.acr ?? own
}
