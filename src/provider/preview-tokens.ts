import type { IdToken } from 'oidc-provider'
import { type Clock, SECOND } from '../base/clock.ts'
import type { GrantType } from '../core/applications/application.ts'
import { isAssigned } from '../core/applications/assignment-store.ts'
import { ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import { defaultScopes, unknownScopes } from '../core/authorization-servers/scope.ts'
import type {
  PreviewAsked,
  PreviewRefusal as Refusal,
  TokenPreview,
} from '../core/authorization-servers/token-preview.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { maySignIn } from '../core/users/user.ts'
import type { Db } from '../storage/database.ts'
import { decideFor, explainRefusal } from './access-check.ts'
import { accountOf } from './account.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import { accessTokenClaims } from './jwt-access-token.ts'
import type { PooledProvider, ProviderPool } from './provider-pool.ts'

type Deps = Readonly<{
  db: Db
  now: Clock
  pool: ProviderPool
  applications: ApplicationDirectory
}>

type Claims = Record<string, unknown>

/** Says what a request would bring, by the functions that answer real ones. */
export async function previewTokens(
  deps: Deps,
  organization: Organization,
  asked: PreviewAsked,
): Promise<TokenPreview> {
  const pooled = await deps.pool.find(organization, asked.server.slug)
  if (!pooled) throw new Error('A stored server has a provider.')
  const { server, application, grantType, user } = asked
  const scopes = scopesOf(asked)
  const refusal = await refuseBefore(deps, { ...asked, scopes })
  if (refusal) return { refusal, scopes }

  const request = { grantTypes: [grantType], scopes, userId: user?.id }
  const decision = await decideFor(
    { db: deps.db, server },
    { ...request, applicationId: application.id },
  )
  if (decision && decision.kind !== 'allowed') {
    const { policy, ...told } = explainRefusal(decision, request)
    return { ...(policy !== undefined && { policy }), refusal: told, scopes }
  }
  const accessTokenMs = decision?.rule.accessTokenMs ?? server.settings.accessTokenMs
  const tokens = await tokensOf(deps, { organization, pooled }, { ...asked, scopes }, accessTokenMs)
  return {
    ...(decision && { policy: decision.policy, rule: decision.rule.name }),
    scopes,
    ...tokens,
  }
}

function scopesOf({ server, grantType, scopes }: PreviewAsked): readonly string[] {
  const isForItself = grantType === 'client_credentials'
  if (isForItself && scopes.length === 0) return defaultScopes(server.settings.scopes)
  if (server.slug !== ORG_SERVER) return scopes
  const unknown = unknownScopes([], scopes)
  return scopes.filter((scope) => !unknown.includes(scope))
}

/** What is looked at before any policy, in the order of a real request. */
async function refuseBefore(
  { db }: Deps,
  { server, application, grantType, user, scopes }: PreviewAsked,
): Promise<Refusal | undefined> {
  const allowed: readonly GrantType[] = application.settings.grantTypes
  if (application.status !== 'active') {
    return { check: 'application', expected: 'an active application', received: 'an inactive one' }
  }
  if (!allowed.includes(grantType)) {
    return { check: 'grant_type', expected: allowed.join(', '), received: grantType }
  }
  const unknown = unknownScopes(server.settings.scopes, scopes)
  if (unknown.length > 0) {
    return { check: 'scopes', expected: 'scopes of this server', received: unknown.join(' ') }
  }
  if (grantType === 'client_credentials') return undefined
  if (!user || !maySignIn(user)) {
    const received = user ? `a person who is ${user.status}` : 'nobody'
    return { check: 'person', expected: 'an active person', received }
  }
  if (await isAssigned(db, application.id, user.id)) return undefined
  const expected = 'a person who is assigned to the application'
  return { check: 'assignment', expected, received: user.login }
}

async function tokensOf(
  deps: Deps,
  { organization, pooled }: { organization: Organization; pooled: PooledProvider },
  { server, application, grantType, user, scopes }: PreviewAsked,
  accessTokenMs: number,
): Promise<{ idToken?: Claims; accessToken?: Claims }> {
  const { clientId } = application
  const { issuer } = pooled.provider
  const iat = Math.floor(deps.now() / SECOND)
  const person = grantType === 'client_credentials' ? undefined : user
  const account = person && accountOf({ ...deps, organization, server }, person, clientId)
  const scope = scopes.join(' ')
  const accessToken =
    server.slug === ORG_SERVER
      ? undefined
      : await accessTokenClaims(
          { issuer, server },
          {
            ...{ jti: PREVIEWED, clientId, scope, iat, exp: iat + accessTokenMs / SECOND },
            ...(person && { accountId: person.id }),
            person: account?.person,
            authTime: iat,
          },
        )
  if (!account || !scopes.includes('openid')) return accessToken ? { accessToken } : {}
  const available = { ...(await account.claims('id_token', scope, {}, [])), jti: PREVIEWED }
  const about = await maskedBy(pooled, { clientId, scope, available })
  const exp = iat + server.settings.idTokenMs / SECOND
  const idToken = { ...about, auth_time: iat, iss: issuer, aud: clientId, iat, exp }
  return { idToken, ...(accessToken && { accessToken }) }
}

/** It names no token, so it says so. */
const PREVIEWED = 'preview'

/** The library decides which of the claims go in; it is not asked to sign them. */
async function maskedBy(
  { provider }: PooledProvider,
  { clientId, scope, available }: { clientId: string; scope: string; available: Claims },
): Promise<Claims> {
  const client = await provider.Client.find(clientId)
  if (!client) throw new Error('An active application is a client of its organization.')
  // The types leave out `scope` and `payload`, by which the library decides and says what goes in.
  const token = new provider.IdToken(available, { client }) as IdToken & {
    scope?: string
    payload(): Promise<Claims>
  }
  token.scope = scope
  return token.payload()
}
