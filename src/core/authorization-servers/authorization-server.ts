import { HOUR, MINUTE } from '../../base/clock.ts'
import type { AuthorizationServerId, OrganizationId } from '../../base/ids.ts'
import type { Organization } from '../organizations/organization.ts'
import { type AccessPolicy, OPEN_POLICY } from './access-policy.ts'
import type { CustomClaim } from './custom-claim.ts'
import type { Scope } from './scope.ts'

/** The organization's own issuer: the origin itself. Its access tokens are opaque. */
export const ORG_SERVER = 'org'
/** The custom authorization server that every organization has from the start. */
export const DEFAULT_SERVER = 'default'

export type SigningAlg = 'RS256' | 'ES256'

/** An issuer of one organization: `org`, or a custom one such as `default`. */
export type AuthorizationServer = Readonly<{
  id: AuthorizationServerId
  organizationId: OrganizationId
  slug: string
  settings: AuthorizationServerSettings
  createdAt: number
  updatedAt: number
}>

export type AuthorizationServerSettings = Readonly<{
  name: string
  /** The `aud` of access tokens; of no use for `org`, whose tokens only it can read. */
  audience: string
  signingAlg: SigningAlg
  accessTokenMs: number
  idTokenMs: number
  refreshTokenMs: number
  /** Beside the standard's. These three are lists of custom servers; `org` has none. */
  scopes: readonly Scope[]
  claims: readonly CustomClaim[]
  /** In order of priority. Where none applies, nobody gets a token. */
  accessPolicies: readonly AccessPolicy[]
}>

/** What holds where a row says nothing: rows of before there were policies have the open one. */
export function defaultServerSettings(slug: string): AuthorizationServerSettings {
  return {
    name: slug,
    audience: slug === ORG_SERVER ? 'api://default' : `api://${slug}`,
    signingAlg: 'RS256',
    accessTokenMs: HOUR,
    idTokenMs: HOUR,
    refreshTokenMs: 90 * 24 * HOUR,
    scopes: [],
    claims: [],
    accessPolicies: slug === ORG_SERVER ? [] : [OPEN_POLICY],
  }
}

/** RFC 6749 section 4.1.2 recommends ten minutes at most; Okta gives five. */
export const CODE_MS = 5 * MINUTE
export const DEVICE_CODE_MS = 10 * MINUTE

/** The issuer identifier, exactly as tokens and discovery spell it: no trailing slash. */
export function issuerOf(
  organization: Pick<Organization, 'url'>,
  server: Pick<AuthorizationServer, 'slug'>,
): string {
  return server.slug === ORG_SERVER ? organization.url : `${organization.url}/oauth2/${server.slug}`
}

/** The longest that a token signed by a server's key can live, and so the key after its last use. */
export function longestTokenMs(settings: AuthorizationServerSettings): number {
  const { accessTokenMs, idTokenMs } = settings
  const ofRules = rulesOf(settings).map((rule) => rule.accessTokenMs ?? 0)
  return Math.max(accessTokenMs, idTokenMs, ...ofRules)
}

/** The longest that anything can live that was given out with a grant. */
export function longestGrantMs(settings: AuthorizationServerSettings): number {
  const ofRules = rulesOf(settings).map((rule) => rule.refreshTokenMs ?? 0)
  return Math.max(longestTokenMs(settings), settings.refreshTokenMs, ...ofRules)
}

function rulesOf({ accessPolicies }: AuthorizationServerSettings) {
  return accessPolicies.flatMap(({ rules }) => rules)
}
