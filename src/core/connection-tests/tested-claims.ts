import { redact, redactText } from '../audit/redact.ts'

/** One claim as it came, for the administrator who ran the test. */
export type TestedClaim = Readonly<{
  name: string
  source: 'id_token' | 'userinfo'
  value: string
}>

type Claims = Readonly<Record<string, unknown>>

const MOST_CLAIMS = 200
const LONGEST_NAME = 200
const LONGEST_VALUE = 4_000

/** Every claim of both sources, by name. What looks like a token or a secret is not told. */
export function testedClaims(told: Readonly<{ idToken: Claims; userinfo: Claims }>): TestedClaim[] {
  const of = (source: TestedClaim['source'], claims: Claims) =>
    Object.entries(claims).map(([name, value]) => ({
      name: name.slice(0, LONGEST_NAME),
      source,
      value: shown(name, value),
    }))
  return [...of('id_token', told.idToken), ...of('userinfo', told.userinfo)]
    .toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
    .slice(0, MOST_CLAIMS)
}

function shown(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const [told] = Object.values(redact({ [name]: '' }))
  return told === '' ? redactText(text).slice(0, LONGEST_VALUE) : '[redacted]'
}
