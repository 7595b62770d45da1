import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { TOKEN_AUTH_METHODS } from '../core/applications/application.ts'
import {
  type AuthorizationServer,
  ORG_SERVER,
} from '../core/authorization-servers/authorization-server.ts'
import type { CustomClaim } from '../core/authorization-servers/custom-claim.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { ASSERTION_ALGORITHMS } from './client-assertions.ts'
import { REGISTRATION_PATH } from './registration/registration-routes.ts'

type Document = Readonly<Record<string, unknown>>

/** Where the library's answer is right but is not spelled as Okta's clients know it. */
export function rewriteAnswers(
  provider: Provider,
  organization: Organization,
  server: AuthorizationServer,
): void {
  provider.use(async (ctx, next) => {
    await next()
    const { route } = (ctx as KoaContextWithOIDC).oidc ?? {}
    if (route === 'discovery' && ctx.status === 200) {
      ctx.body = discoveryDocument(ctx.path, { organization, server }, ctx.body as Document)
      ctx.set('cache-control', 'max-age=86400, must-revalidate')
    }
    // Keys are looked up again well before a new one signs: it is published a rotation ahead.
    if (route === 'jwks' && ctx.status === 200) {
      ctx.set('cache-control', 'max-age=3600, must-revalidate')
    }
    if (route === 'device_authorization' && ctx.status === 200) {
      ctx.body = deviceAnswer(organization, ctx.body as Document)
    }
    if (route === 'token' && ctx.status === 400) {
      ctx.body = tokenError(ctx as KoaContextWithOIDC)
    }
    if (route === 'introspection' && ctx.status === 200) {
      ctx.body = introspectionAnswer(server, ctx.body as Document)
    }
  })
}

/**
 * The fields of Okta's documents in Okta's order, each from what the library really does, and the
 * standard's that Okta leaves out where we do what they say. Fields of what we do not do are left
 * out: docs/reference/okta-compatibility.md lists them.
 */
function discoveryDocument(
  path: string,
  { organization, server }: Readonly<{ organization: Organization; server: AuthorizationServer }>,
  own: Document,
): Document {
  const isOAuth = path.endsWith('/oauth-authorization-server')
  const document = {
    issuer: own.issuer,
    authorization_endpoint: own.authorization_endpoint,
    token_endpoint: own.token_endpoint,
    ...(!isOAuth && { userinfo_endpoint: own.userinfo_endpoint }),
    // Applications are the organization's: there is one address for all of its servers.
    registration_endpoint: `${organization.url}${REGISTRATION_PATH}`,
    jwks_uri: own.jwks_uri,
    response_types_supported: RESPONSE_TYPES,
    response_modes_supported: ['query', 'fragment', 'form_post', 'okta_post_message'],
    grant_types_supported: GRANT_TYPES.filter((type) =>
      listOf(own, 'grant_types_supported').includes(type),
    ),
    subject_types_supported: own.subject_types_supported,
    ...(!isOAuth && {
      id_token_signing_alg_values_supported: own.id_token_signing_alg_values_supported,
    }),
    scopes_supported: scopesOf(server),
    token_endpoint_auth_methods_supported: TOKEN_AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    claims_supported: claimsIn(server, isOAuth ? 'access_token' : 'id_token'),
    code_challenge_methods_supported: own.code_challenge_methods_supported,
    introspection_endpoint: own.introspection_endpoint,
    introspection_endpoint_auth_methods_supported: TOKEN_AUTH_METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    revocation_endpoint: own.revocation_endpoint,
    revocation_endpoint_auth_methods_supported: TOKEN_AUTH_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    end_session_endpoint: own.end_session_endpoint,
    ...(!isOAuth && LOGOUT),
    request_parameter_supported: own.request_parameter_supported,
    request_object_signing_alg_values_supported: own.request_object_signing_alg_values_supported,
    dpop_signing_alg_values_supported: own.dpop_signing_alg_values_supported,
    device_authorization_endpoint: own.device_authorization_endpoint,
    pushed_authorization_request_endpoint: own.pushed_authorization_request_endpoint,
    // The standard's, beyond Okta's.
    authorization_response_iss_parameter_supported: true,
    request_uri_parameter_supported: false,
    claims_parameter_supported: own.claims_parameter_supported,
    acr_values_supported: own.acr_values_supported,
  }
  return document
}

/** Of the server's own only those that are to be published; any of them can be asked for. */
function scopesOf({ slug, settings }: AuthorizationServer): string[] {
  const own = settings.scopes.filter(({ published }) => published).map(({ name }) => name)
  return [...SCOPES.filter((scope) => scope !== 'groups' || slug === ORG_SERVER), ...own]
}

function claimsIn({ settings }: AuthorizationServer, token: CustomClaim['token']): string[] {
  const own = settings.claims.filter((claim) => claim.active && claim.token === token)
  const standard = token === 'id_token' ? CLAIMS : ACCESS_TOKEN_CLAIMS
  return [...new Set([...standard, ...own.map(({ name }) => name)])]
}

function deviceAnswer(organization: Organization, own: Document): Document {
  const userCode = String(own.user_code)
  const page = `${organization.url}/activate`
  return {
    ...own,
    verification_uri: page,
    verification_uri_complete: `${page}?${new URLSearchParams({ user_code: userCode })}`,
    interval: POLL_SECONDS,
  }
}

/** Where the library's code says less than the standard has words for. */
function tokenError(ctx: KoaContextWithOIDC): Document {
  const own = ctx.body as Document
  // RFC 6749 section 5.2; the library says `invalid_request`.
  if (/^requested grant type is not allowed/.test(String(own.error_description))) {
    return { ...own, error: 'unauthorized_client' }
  }
  // RFC 9449 section 5; the library says `invalid_grant`, and does not tell the developer why.
  const lacksProof = ctx.oidc.client?.dpopBoundAccessTokens && ctx.headers.dpop === undefined
  return lacksProof && own.error === 'invalid_grant'
    ? { error: 'invalid_dpop_proof', error_description: 'This application needs a DPoP proof.' }
    : own
}

/** A JWT of a custom server is told of with the claims that it carries itself. */
function introspectionAnswer(server: AuthorizationServer, own: Document): Document {
  const isJwt = server.slug !== ORG_SERVER && own.token_type !== undefined
  if (own.active !== true || !isJwt) return own
  const sub = own.username ?? own.client_id
  return { ...own, sub, jti: `AT.${own.jti}`, aud: server.settings.audience }
}

/** How long a device waits between two questions (RFC 8628 section 3.2). */
const POLL_SECONDS = 5

function listOf(document: Document, name: string): readonly unknown[] {
  const value = document[name]
  return Array.isArray(value) ? value : []
}

/** Done beside the library: sign-out-routes.ts, logout-notices/. */
const LOGOUT = {
  backchannel_logout_supported: true,
  backchannel_logout_session_supported: true,
  frontchannel_logout_supported: true,
  frontchannel_logout_session_supported: true,
}

const RESPONSE_TYPES = [
  'code',
  'id_token',
  'code id_token',
  'code token',
  'id_token token',
  'code id_token token',
]

const GRANT_TYPES = [
  'authorization_code',
  'implicit',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
]

const SCOPES = ['openid', 'email', 'profile', 'address', 'phone', 'offline_access', 'groups']

const ACCESS_TOKEN_CLAIMS = ['ver', 'jti', 'iss', 'aud', 'iat', 'exp', 'cid', 'uid', 'scp', 'sub']

const CLAIMS = [
  ...['iss', 'ver', 'sub', 'aud', 'iat', 'exp', 'jti', 'auth_time', 'acr', 'amr', 'idp', 'nonce'],
  ...['name', 'nickname', 'preferred_username', 'given_name', 'middle_name', 'family_name'],
  ...['email', 'email_verified', 'profile', 'zoneinfo', 'locale', 'address', 'phone_number'],
  ...['picture', 'website', 'gender', 'birthdate', 'updated_at', 'groups', 'at_hash', 'c_hash'],
]
