import type { JWK } from 'jose'
import type { AdapterFactory, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Sealer } from '../base/seal.ts'
import { TOKEN_AUTH_METHODS } from '../core/applications/application.ts'
import type { TraceWriter } from '../core/audit/trace-writer.ts'
import {
  type AuthorizationServer,
  ORG_SERVER,
} from '../core/authorization-servers/authorization-server.ts'
import { STANDARD_SCOPES } from '../core/authorization-servers/scope.ts'
import { ACR_VALUES } from '../core/factors/assurance.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Outbound } from '../outbound/guarded-fetch.ts'
import type { Db } from '../storage/database.ts'
import { cookieNames } from '../web/cookies.ts'
import { createFindAccount, personOf } from './account.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import { createArtifactAdapter } from './artifact-adapter.ts'
import { whereToAsk } from './ask-person.ts'
import { checkScopes } from './check-scopes.ts'
import { ASSERTION_ALGORITHMS, checkAssertion } from './client-assertions.ts'
import { clientMetadata, RULES, rulesOfClient } from './client-metadata.ts'
import { findOrMakeGrant } from './grant.ts'
import { checkIdp, findConnectionOfIdp } from './idp-parameter.ts'
import { createInteractionPolicy } from './interaction-policy.ts'
import { mayIntrospect, mayRevoke } from './introspection-policy.ts'
import { readKeysAnew } from './keys-of-applications.ts'
import { renderError } from './render-error.ts'
import { routesOf } from './routes-of-server.ts'
import type { SecretGuesses } from './secret-guesses.ts'
import { createSessionAdapter } from './session-adapter.ts'
import { CLAIMS_OF_SCOPE } from './standard-claims.ts'
import { lifetimesOf } from './token-lifetimes.ts'

export type ProviderDeps = {
  db: Db
  now: Clock
  log: Log
  sealer: Sealer
  traces: TraceWriter
  applications: ApplicationDirectory
  guesses: SecretGuesses
  /** The only way out: applications may keep their keys at an address of their own. */
  outbound: Outbound
}

/** An authorization server with everything that one instance of it is made from. */
export type Issuer = Readonly<{
  organization: Organization
  server: AuthorizationServer
  /** Private keys, the signing one first. */
  keys: readonly JWK[]
}>

export function configureProvider(deps: ProviderDeps, issuer: Issuer): Configuration {
  const { organization, server } = issuer
  const { db, applications } = deps

  return {
    adapter: adapterFactory(deps, issuer),
    jwks: { keys: [...issuer.keys] as NonNullable<Configuration['jwks']>['keys'] },
    fetch: readKeysAnew(
      deps.outbound.fetchFor(organization) as NonNullable<Configuration['fetch']>,
    ),
    findAccount: createFindAccount({ db, now: deps.now, organization, server, applications }),
    routes: routesOf(server),
    ...protocol(issuer),
    assertJwtClientAuthClaimsAndHeader: checkAssertion(deps.now),
    ...features(deps, issuer),
    ...lifetimesOf(issuer, deps.now),
    cookies: cookies(issuer),
    extraClientMetadata: { properties: [RULES] },
    extraParams: { idp: checkRequest(deps, issuer) },
    pkce: { required: (_ctx, client) => rulesOfClient(client).pkceRequired },
    clientBasedCORS: (_ctx, origin, client) => rulesOfClient(client).origins.includes(origin),
    interactions: {
      policy: createInteractionPolicy({ db, organization, server, applications }),
      url: async (_ctx, interaction) => {
        const connection = await findConnectionOfIdp({ db, organization }, interaction.params.idp)
        return whereToAsk(server, interaction, connection?.slug)
      },
    },
    loadExistingGrant: (ctx) => findOrMakeGrant(ctx, deps.now),
    // Sign-out deletes what belongs to the session (core/sessions/end-session.ts); the library's way
    // would look the session up at every use of a token, and lose tokens of two tabs at once.
    expiresWithSession: () => false,
    issueRefreshToken: async (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access'),
    rotateRefreshToken: (ctx) => {
      const { client } = ctx.oidc
      return client !== undefined && rulesOfClient(client).rotatesRefreshTokens
    },
    extraTokenClaims: (ctx) => {
      const user = personOf(ctx.oidc.account)?.user
      return user ? { uid: user.id, username: user.login } : undefined
    },
    renderError: (ctx, out, error) =>
      renderError({ db, now: deps.now, keepsTraces: deps.traces.keeps }, ctx, out, error),
  }
}

/** The library calls this at every request for a person, whether `idp` is there or not. */
function checkRequest({ db }: ProviderDeps, { organization, server }: Issuer) {
  const [idp, scopes] = [checkIdp({ db, organization }), checkScopes(server)]
  return async (ctx: KoaContextWithOIDC, given: string | undefined): Promise<void> => {
    await idp(ctx, given)
    scopes(ctx)
  }
}

/** Which store each of the library's models goes to. */
function adapterFactory(deps: ProviderDeps, { organization, server }: Issuer): AdapterFactory {
  const { db, now, applications } = deps
  return (model) => {
    if (model === 'Session') {
      const of = { organizationId: organization.id, serverSlug: server.slug }
      return createSessionAdapter({ db, now, ...of })
    }
    const graceMs = async (clientId: string) => {
      const known = await applications.find(organization.id, clientId)
      return (known?.application.settings.refreshToken.leewaySeconds ?? 0) * 1_000
    }
    const adapter = createArtifactAdapter(model, { db, now, serverId: server.id, graceMs })
    if (model !== 'Client') return adapter
    return {
      ...adapter,
      async find(clientId) {
        const known = await applications.find(organization.id, clientId)
        if (known?.application.status !== 'active') return undefined
        return clientMetadata(known, server.settings.signingAlg)
      },
    }
  }
}

/** What applications may sign with, as at Okta. */
const ALGS_OF_APPLICATIONS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const

function protocol({ server }: Issuer): Configuration {
  return {
    scopes: [...STANDARD_SCOPES, ...server.settings.scopes.map(({ name }) => name)],
    claims: claimsOf(server),
    // Many libraries read the ID token only: it carries what the scopes grant, beside userinfo.
    conformIdTokenClaims: false,
    responseTypes: [
      'code',
      'id_token',
      'id_token token',
      'code id_token',
      'code token',
      'code id_token token',
    ],
    clientAuthMethods: [...TOKEN_AUTH_METHODS],
    // OIDC Core section 3.1.2.1 and RFC 6749 section 4.1.3: where to is said, and said again.
    allowOmittingSingleRegisteredRedirectUri: false,
    enabledJWA: {
      idTokenSigningAlgValues: [server.settings.signingAlg],
      clientAuthSigningAlgValues: ASSERTION_ALGORITHMS,
      requestObjectSigningAlgValues: [...ALGS_OF_APPLICATIONS],
      dPoPSigningAlgValues: [...ALGS_OF_APPLICATIONS],
    },
    acrValues: [...ACR_VALUES],
    clockTolerance: 30,
  }
}

/**
 * A custom claim may pass with `openid`; whether it is there is decided where its value is, by its
 * own scopes, so that the `claims` parameter cannot ask for one that a scope stands before.
 */
function claimsOf({ settings }: AuthorizationServer): Record<string, string[]> {
  const { openid = [], ...others } = CLAIMS_OF_SCOPE
  const custom = settings.claims.filter(({ token }) => token === 'id_token')
  const all = { ...others, openid: [...openid, ...custom.map(({ name }) => name)] }
  return Object.fromEntries(Object.entries(all).map(([scope, names]) => [scope, [...names]]))
}

function features({ db, sealer, applications }: ProviderDeps, issuer: Issuer): Configuration {
  const { organization, server } = issuer
  const isCustom = server.slug !== ORG_SERVER
  return {
    features: {
      devInteractions: { enabled: false },
      // What this library calls a resource server Okta calls a custom authorization server: here
      // each is an issuer of its own, with one audience.
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: mayIntrospect({ db, organization, applications }, isCustom),
      },
      revocation: { enabled: true, allowedPolicy: mayRevoke },
      deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****' },
      pushedAuthorizationRequests: { enabled: true },
      // Nonces (RFC 9449 section 8) are for those whose clock is off: the same on every node.
      dPoP: { enabled: true, nonceSecret: Buffer.from(sealer.keyFor('dpop nonces')) },
      requestObjects: { enabled: true },
      claimsParameter: { enabled: true },
    },
  }
}

/** Holds, at the paths of the page that asks, which request this browser was sent there for. */
export function interactionCookie({ id }: Pick<Organization, 'id'>): string {
  return `latchkey_interaction_${id}`
}

function cookies({ organization }: Issuer): NonNullable<Configuration['cookies']> {
  const secure = organization.url.startsWith('https:')
  const attributes = { httpOnly: true, sameSite: 'lax', signed: false, secure } as const
  return {
    names: {
      session: cookieNames(organization.id, secure).session,
      interaction: interactionCookie(organization),
      resume: `latchkey_resume_${organization.id}`,
    },
    long: { ...attributes, path: '/' },
    short: attributes,
  }
}
