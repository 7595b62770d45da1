import { isSecureAddress } from '../../base/loopback.ts'
import type { ClientAuthMethod } from './connection.ts'

/** A provider's discovery document, as far as it is used (OpenID Connect Discovery section 3). */
export type ProviderDocument = Readonly<{
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  jwks_uri: string
  userinfo_endpoint?: string
  end_session_endpoint?: string
  response_types_supported?: readonly string[]
  response_modes_supported?: readonly string[]
  id_token_signing_alg_values_supported?: readonly string[]
  userinfo_signing_alg_values_supported?: readonly string[]
  token_endpoint_auth_methods_supported?: readonly string[]
  code_challenge_methods_supported?: readonly string[]
  scopes_supported?: readonly string[]
  authorization_response_iss_parameter_supported?: boolean
}>

/** One thing about a document that does not fit: what was looked at, and both values. */
type DocumentFault = Readonly<{
  check: string
  message: string
  expected: string
  received: string
}>

type ReadDocument =
  | { kind: 'usable'; document: ProviderDocument }
  | { kind: 'unusable'; fault: DocumentFault }

/**
 * Signatures with a key pair alone: with `HS256` everybody who can verify could also sign, and a
 * public key taken for a shared secret is the oldest forgery of all (attacks: algorithm confusion).
 */
const ID_TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

const WELL_KNOWN = '/.well-known/openid-configuration'

/** The issuer whose document lies at a well-known URL (Discovery section 4.1, backwards). */
export function impliedIssuer(wellKnownUrl: string): string | undefined {
  const url = URL.parse(wellKnownUrl)
  if (!url?.pathname.endsWith(WELL_KNOWN) || url.hash || url.username || url.password) return
  return `${url.origin}${url.pathname.slice(0, -WELL_KNOWN.length)}`
}

/** The well-known URL that was meant by an issuer, an organization address or a bare host. */
export function proposeWellKnownUrl(text: string): string | undefined {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}${WELL_KNOWN}`
}

/** The algorithms of a document that we accept; those it need not name are RS256 (Core section 15.1). */
export function usableAlgorithms(document: ProviderDocument): string[] {
  const offered = document.id_token_signing_alg_values_supported ?? ['RS256']
  return ID_TOKEN_ALGORITHMS.filter((alg) => offered.includes(alg))
}

/** The same of userinfo that is signed; where the document does not tell, as for ID tokens. */
export function usableUserinfoAlgorithms(document: ProviderDocument): string[] {
  // Nobody looked at this list when the document was read.
  const offered: unknown = document.userinfo_signing_alg_values_supported
  if (!Array.isArray(offered)) return usableAlgorithms(document)
  return ID_TOKEN_ALGORITHMS.filter((alg) => offered.includes(alg))
}

/** Whether a document is one that we can sign people in by. The first fault is told. */
export function readProviderDocument(
  value: unknown,
  wanted: Readonly<{ issuers: readonly string[]; clientAuthMethod?: ClientAuthMethod | undefined }>,
): ReadDocument {
  if (!isRecord(value)) {
    return unusable(
      'document',
      'The document is not a JSON object.',
      'an object',
      typeNameOf(value),
    )
  }
  const { issuer } = value
  if (typeof issuer !== 'string' || !wanted.issuers.includes(issuer)) {
    return unusable(
      'issuer',
      'The document names another issuer than its address implies.',
      wanted.issuers[0] ?? '',
      typeof issuer === 'string' ? issuer : 'nothing',
    )
  }
  const fault = findAddressFault(value) ?? findFeatureFault(value, wanted.clientAuthMethod)
  // Its addresses are texts and its lists are lists of texts: that is what was just looked at.
  return fault
    ? { kind: 'unusable', fault }
    : { kind: 'usable', document: value as ProviderDocument }
}

const NEEDED = ['authorization_endpoint', 'token_endpoint', 'jwks_uri']
const OPTIONAL = ['userinfo_endpoint', 'end_session_endpoint']

function findAddressFault(document: Record<string, unknown>): DocumentFault | undefined {
  for (const name of [...NEEDED, ...OPTIONAL]) {
    const value = document[name]
    if (value === undefined && OPTIONAL.includes(name)) continue
    const url = typeof value === 'string' ? URL.parse(value) : null
    if (url && isSecureAddress(url)) continue
    return {
      check: name,
      message: `The document's ${name} is not an https address.`,
      expected: 'an https address (http on loopback only)',
      received: typeof value === 'string' ? value : 'nothing',
    }
  }
  return
}

function findFeatureFault(
  document: Record<string, unknown>,
  method: ClientAuthMethod | undefined,
): DocumentFault | undefined {
  // Where a list is missing, the document says what Discovery section 3 gives as its default.
  const methods = ['client_secret_basic']
  const features: [name: string, needed: readonly string[], byDefault: readonly string[]][] = [
    ['response_types_supported', ['code'], ['code']],
    ['code_challenge_methods_supported', ['S256'], ['S256']],
    ['id_token_signing_alg_values_supported', ID_TOKEN_ALGORITHMS, ['RS256']],
    ['token_endpoint_auth_methods_supported', method ? [method] : [], method ? [method] : methods],
  ]
  for (const [name, needed, byDefault] of features) {
    const offered = document[name] ?? byDefault
    const isList = Array.isArray(offered) && offered.every((one) => typeof one === 'string')
    if (isList && (needed.length === 0 || needed.some((one) => offered.includes(one)))) continue
    return {
      check: name,
      message: `The document's ${name} has nothing that we can use.`,
      expected: needed.join(' or '),
      received: isList ? offered.join(', ') || 'an empty list' : typeNameOf(offered),
    }
  }
  return
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unusable(
  check: string,
  message: string,
  expected: string,
  received: string,
): ReadDocument {
  return { kind: 'unusable', fault: { check, message, expected, received } }
}

function typeNameOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value
}
