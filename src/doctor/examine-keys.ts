import { type Finding, right, risky, wrong } from './finding.ts'

type Key = Readonly<Record<string, unknown>>

/** The key type of each signature algorithm (RFC 7518 section 6.1, RFC 8037). */
const KEY_TYPE_OF = (alg: string): string | undefined =>
  /^[RP]S/.test(alg) ? 'RSA' : /^ES/.test(alg) ? 'EC' : /^Ed/.test(alg) ? 'OKP' : undefined

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']
const SMALLEST_RSA_BITS = 2048
/** Of keys that are each wrong by themselves. */
const MOST_TOLD = 10

/** Examines a provider's key set (RFC 7517), as far as ID tokens are verified with it. */
export function examineKeys(value: unknown, algorithms: readonly string[]): Finding[] {
  const keys = keysOf(value)
  if (!keys) {
    return [
      wrong('keys', 'What is at jwks_uri is not a key set.', {
        expected: '{"keys": […]}',
        received: typeof value,
      }),
    ]
  }
  const types = algorithms.map(KEY_TYPE_OF)
  const signing = keys.filter(({ use, kty }) => use !== 'enc' && types.includes(told(kty)))
  if (signing.length === 0) {
    return [
      wrong('keys', 'None of its keys can have signed an ID token.', {
        expected: `a key for ${algorithms.join(' or ')}`,
        received:
          keys
            .map(({ kty, use }) => `${told(kty)} (${told(use ?? 'any use')})`)
            .join(', ')
            .slice(0, 300) || 'no key',
      }),
    ]
  }
  const each = [...findLeaks(keys), ...findWeakness(signing)]
  const faults = [...each.slice(0, MOST_TOLD), ...findDoubt(signing)]
  const count = signing.length === 1 ? 'one key' : `${signing.length} keys`
  return faults.length > 0 ? faults : [right('keys', `It publishes ${count} for signatures.`)]
}

/** A `kid` as published, which may be anything, even something that cannot become text. */
function told(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 60) : `(${typeof value})`
}

function keysOf(value: unknown): Key[] | undefined {
  const keys = (value as { keys?: unknown } | null | undefined)?.keys
  if (!Array.isArray(keys) || keys.length > 1_000) return undefined
  return keys.filter((key): key is Key => typeof key === 'object' && key !== null)
}

function findLeaks(keys: readonly Key[]): Finding[] {
  const leaked = keys.filter((key) => PRIVATE_MEMBERS.some((member) => member in key))
  return leaked.map(({ kid }) =>
    wrong('keys', `It publishes the private part of the key ${told(kid ?? 'without a name')}.`, {
      remedy: 'Whoever read it can sign in as anybody. Replace this key at the provider at once.',
    }),
  )
}

function findWeakness(keys: readonly Key[]): Finding[] {
  return keys.flatMap(({ kty, n, kid }) => {
    if (kty !== 'RSA' || typeof n !== 'string') return []
    const bits = Buffer.from(n, 'base64url').length * 8
    if (bits >= SMALLEST_RSA_BITS) return []
    return [
      wrong('keys', `The key ${told(kid ?? 'without a name')} is too short to be trusted.`, {
        expected: `${SMALLEST_RSA_BITS} bits or more (RFC 7518 section 3.3)`,
        received: `${bits} bits`,
      }),
    ]
  })
}

function findDoubt(keys: readonly Key[]): Finding[] {
  const names = keys.map(({ kid }) => kid)
  const nameless = names.filter((kid) => kid === undefined).length
  const twice = names.find((kid, at) => kid !== undefined && names.indexOf(kid) !== at)
  return [
    ...(nameless > 0 && keys.length > 1
      ? [risky('keys', 'Some of its keys have no kid, so which one signed has to be tried out.')]
      : []),
    ...(twice === undefined
      ? []
      : [risky('keys', `Two of its keys have the same kid, ${told(twice)}.`)]),
  ]
}
