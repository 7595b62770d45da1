import { CLIENT_AUTH_METHODS } from '../core/connections/connection.ts'
import {
  impliedIssuer,
  readProviderDocument,
  usableAlgorithms,
} from '../core/connections/provider-document.ts'
import { type Finding, note, right, risky, wrong } from './finding.ts'

type Document = Readonly<Record<string, unknown>>

/** Examines a discovery document, field by field (OpenID Connect Discovery section 3). */
export function examineDocument(value: unknown, wellKnownUrl: string): Finding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [wrong('document', 'What is at the well-known URL is not a JSON object.')]
  }
  const document = value as Document
  const issuer = examineIssuer(document, wellKnownUrl)
  return [
    issuer,
    ...examineNeeds(document),
    examinePkce(document),
    ...examineAlgorithms(document),
    examineClientAuthentication(document),
    ...examineScopes(document),
    examineMixUp(document),
    examineSignOut(document),
  ]
}

function examineIssuer({ issuer }: Document, wellKnownUrl: string): Finding {
  const implied = impliedIssuer(wellKnownUrl) ?? ''
  const received = typeof issuer === 'string' ? issuer : 'nothing'
  if (received === implied) return right('issuer', `The issuer is ${issuer}, as its address says.`)
  if (received === `${implied}/`) {
    return note('issuer', `The issuer ends in a slash: ${issuer}. It is kept exactly so.`)
  }
  const values = { expected: implied, received }
  const custom = /^(https?:\/\/[^/]+)\/oauth2\/[^/]+$/
  if (custom.exec(implied)?.[1] === received || custom.exec(received)?.[1] === implied) {
    return wrong('issuer', 'One of the two is the organization, the other a custom server.', {
      ...values,
      remedy: `Use the well-known URL of the issuer that you mean: ${received}/.well-known/openid-configuration`,
    })
  }
  const isPlain = received.replace('http:', 'https:') === implied
  return wrong('issuer', 'The document names another issuer than its address implies.', {
    ...values,
    remedy: isPlain
      ? 'The provider thinks that it is reached by http: its proxy must send X-Forwarded-Proto.'
      : 'Use the well-known URL of the issuer in the document, if that is the provider you mean.',
  })
}

/** What every sign-in needs, by the same check that saving a connection makes. */
function examineNeeds(document: Document): Finding[] {
  const read = readProviderDocument(document, { issuers: issuersOf(document) })
  if (read.kind === 'usable') {
    return [right('endpoints', 'It has every endpoint and feature that a sign-in needs.')]
  }
  const { check, message, expected, received } = read.fault
  return [wrong(check, message, { expected, received })]
}

function examinePkce(document: Document): Finding {
  const methods = listOf(document.code_challenge_methods_supported)
  if (!methods) {
    return risky('code_challenge_methods_supported', 'It does not say that it knows PKCE.', {
      expected: 'S256',
      received: 'nothing',
      remedy: 'Latchkey sends S256 in any case; a provider that ignores it protects codes less.',
    })
  }
  return methods.includes('S256')
    ? right('code_challenge_methods_supported', 'It knows PKCE with S256.')
    : wrong('code_challenge_methods_supported', 'It knows PKCE, but not with S256.', {
        expected: 'S256',
        received: methods.join(', '),
      })
}

function examineAlgorithms(document: Document): Finding[] {
  const check = 'id_token_signing_alg_values_supported'
  const offered = listOf(document[check])
  if (!offered) return [risky(check, 'It does not say how it signs ID tokens; RS256 is taken.')]
  const usable = algorithmsOf(document)
  if (usable.length === 0) return [] // reported as an unmet need
  return [
    right(check, `It signs ID tokens with ${usable.join(', ')}.`),
    ...(offered.includes('none')
      ? [note(check, 'It offers unsigned ID tokens to some; Latchkey takes none of those.')]
      : []),
  ]
}

/** The algorithms that its signing keys must fit. */
export function algorithmsOf(document: unknown): string[] {
  const read = readProviderDocument(document, { issuers: issuersOf(document) })
  return read.kind === 'usable' ? usableAlgorithms(read.document) : []
}

function examineClientAuthentication(document: Document): Finding {
  const check = 'token_endpoint_auth_methods_supported'
  const offered = listOf(document[check]) ?? ['client_secret_basic']
  const usable = CLIENT_AUTH_METHODS.filter((method) => offered.includes(method))
  return usable.length > 0
    ? right(check, `Applications prove who they are by ${usable.join(', ')}.`)
    : wrong(check, 'It wants a proof of the application that Latchkey does not give.', {
        expected: CLIENT_AUTH_METHODS.join(' or '),
        received: offered.join(', '),
      })
}

function examineScopes(document: Document): Finding[] {
  const check = 'scopes_supported'
  const scopes = listOf(document[check])
  if (!scopes) return [note(check, 'It does not list its scopes.')]
  const missing = ['openid', 'profile', 'email'].filter((scope) => !scopes.includes(scope))
  const first =
    missing.length === 0
      ? right(check, 'It has the scopes openid, profile and email.')
      : risky(check, `It does not list the scope ${missing.join(' and ')}.`, {
          remedy:
            'Names or e-mail addresses may be missing; say in the connection what to ask for.',
        })
  return [first, examineGroups(scopes, listOf(document.claims_supported) ?? [])]
}

function examineGroups(scopes: readonly string[], claims: readonly string[]): Finding {
  if (scopes.includes('groups')) {
    return note('groups', 'Groups come when the scope groups is asked for.')
  }
  return claims.includes('groups')
    ? note('groups', 'It knows a claim groups; the application there decides whether it comes.')
    : note('groups', 'Nothing says that groups come. A claim may have to be added at the provider.')
}

function examineMixUp(document: Document): Finding {
  const check = 'authorization_response_iss_parameter_supported'
  return document[check] === true
    ? right(check, 'It names itself in every answer (RFC 9207).')
    : note(check, 'It does not name itself in its answers. Each connection has its own callback.')
}

function examineSignOut({ end_session_endpoint: endpoint }: Document): Finding {
  return typeof endpoint === 'string'
    ? right('end_session_endpoint', 'Signing out here can sign out there too.')
    : note('end_session_endpoint', 'Signing out here cannot end the session there.')
}

/** Accepts whatever issuer it names: `examineIssuer` says whether that is right. */
function issuersOf(document: unknown): string[] {
  const issuer = (document as Document | null)?.issuer
  return typeof issuer === 'string' ? [issuer] : []
}

function listOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.filter((one): one is string => typeof one === 'string')
}
