import type { ApplicationId, LinkId, OrganizationId, PictureId, SecretId } from '../../base/ids.ts'
import { picturePath } from '../pictures/picture.ts'

export const APPLICATION_TYPES = ['web', 'browser', 'native', 'service'] as const
/** What the wizard calls Web Application, Single-Page Application, Native Application, API Services. */
export type ApplicationType = (typeof APPLICATION_TYPES)[number]

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
export const GRANT_TYPES = [
  'authorization_code',
  'implicit',
  'refresh_token',
  'client_credentials',
  DEVICE_CODE,
] as const
export type GrantType = (typeof GRANT_TYPES)[number]

export const TOKEN_AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
] as const
export type TokenAuthMethod = (typeof TOKEN_AUTH_METHODS)[number]

/** A downstream client to which people sign in: an "app integration" in the console's wizard. */
export type Application = Readonly<{
  id: ApplicationId
  organizationId: OrganizationId
  clientId: string
  label: string
  type: ApplicationType
  status: 'active' | 'inactive'
  /** The second part of its tile's address, `/home/oidc_client/{application}/{link}`. */
  linkId: LinkId
  settings: ApplicationSettings
  createdAt: number
  updatedAt: number
}>

export type ApplicationSettings = Readonly<{
  grantTypes: readonly GrantType[]
  /** "Allow ID Token with implicit grant type", "Allow Access Token with implicit grant type". */
  implicit: Readonly<{ idToken: boolean; accessToken: boolean }>
  redirectUris: readonly string[]
  /** `*` in the lowest label of an https host name stands for one label's part. */
  wildcardRedirect: 'DISABLED' | 'SUBDOMAIN'
  postLogoutRedirectUris: readonly string[]
  /** Called, server to server, when a session has ended (Back-Channel Logout 1.0). */
  backchannelLogoutUri: string | undefined
  /** Loaded in the browser when its session ends (Front-Channel Logout 1.0). */
  frontchannelLogoutUri: string | undefined
  /** Whether ID tokens and logout tokens contain the session's `sid`. */
  logoutSessionRequired: boolean
  /** Origins of browser code that may call the token, userinfo and revocation endpoints. */
  trustedOrigins: readonly string[]
  initiateLoginUri: string | undefined
  /** "Login initiated by" and "Login flow": app only, OIDC Compliant, Okta Simplified. */
  loginMode: 'DISABLED' | 'SPEC' | 'OKTA'
  /** Scopes of the ID token that Okta Simplified posts. */
  loginScopes: readonly string[]
  visibility: Readonly<{ web: boolean; mobile: boolean }>
  /** Stored here; takes precedence over `logoUri`. */
  logo: PictureId | undefined
  logoUri: string | undefined
  tokenEndpointAuthMethod: TokenAuthMethod
  /** Public keys for `private_key_jwt`, as a JWK Set or the address of one. */
  jwks: Readonly<{ keys: readonly Readonly<Record<string, unknown>>[] }> | undefined
  jwksUri: string | undefined
  pkceRequired: boolean
  /** Every token it gets is bound to a key of its own, whose possession it proves (RFC 9449). */
  dpopRequired: boolean
  consent: 'TRUSTED' | 'REQUIRED'
  refreshToken: Readonly<{ rotation: 'ROTATE' | 'STATIC'; leewaySeconds: number }>
  /** Whoever opens it needs a session with two factors, and is asked for the second if it has only one. */
  requiresSecondFactor: boolean
  /** Which of the person's groups the `groups` claim carries; without it no groups are sent. */
  groupsClaim: GroupsClaim | undefined
}>

export type GroupsClaim = Readonly<{
  filter: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX'
  value: string
}>

/** One of at most two secrets, so that one can be replaced without an interruption. */
export type ApplicationSecret = Readonly<{
  id: SecretId
  applicationId: ApplicationId
  secretSealed: string
  status: 'active' | 'inactive'
  createdAt: number
}>

export const MOST_SECRETS = 2

export function defaultApplicationSettings(type: ApplicationType): ApplicationSettings {
  const isPublic = type === 'browser' || type === 'native'
  return {
    grantTypes: [type === 'service' ? 'client_credentials' : 'authorization_code'],
    implicit: { idToken: false, accessToken: false },
    redirectUris: [],
    wildcardRedirect: 'DISABLED',
    postLogoutRedirectUris: [],
    backchannelLogoutUri: undefined,
    frontchannelLogoutUri: undefined,
    logoutSessionRequired: true,
    trustedOrigins: [],
    initiateLoginUri: undefined,
    loginMode: 'DISABLED',
    loginScopes: [],
    visibility: { web: false, mobile: false },
    logo: undefined,
    logoUri: undefined,
    tokenEndpointAuthMethod: isPublic ? 'none' : 'client_secret_basic',
    jwks: undefined,
    jwksUri: undefined,
    pkceRequired: isPublic,
    dpopRequired: false,
    consent: 'TRUSTED',
    refreshToken: { rotation: type === 'browser' ? 'ROTATE' : 'STATIC', leewaySeconds: 30 },
    requiresSecondFactor: false,
    groupsClaim: undefined,
  }
}

/** A tile is shown where a sign-in can start from here and the administrator wants it seen. */
export function hasTile(application: Pick<Application, 'status' | 'settings'>): boolean {
  const { loginMode, visibility } = application.settings
  return application.status === 'active' && loginMode !== 'DISABLED' && visibility.web
}

/** Where its picture is, if it has one. */
export function logoUrl({
  logo,
  logoUri,
}: Pick<ApplicationSettings, 'logo' | 'logoUri'>): string | undefined {
  return logo ? picturePath(logo) : logoUri
}

/** Whether an application of this kind can keep a secret. The others are forced to PKCE. */
export function isPublicClient(application: Pick<Application, 'settings'>): boolean {
  return application.settings.tokenEndpointAuthMethod === 'none'
}

/** Whether it authenticates with a secret that is made here. */
export function usesSecret({ tokenEndpointAuthMethod: method }: ApplicationSettings): boolean {
  return method.startsWith('client_secret_')
}

/** Whether its ID tokens contain `sid`: it is told of ended sessions, and wants to know which. */
export function wantsSid(settings: ApplicationSettings): boolean {
  const { backchannelLogoutUri: back, frontchannelLogoutUri: front } = settings
  return settings.logoutSessionRequired && (back !== undefined || front !== undefined)
}

/** The response types that the grant types and the two boxes of Implicit (hybrid) add up to. */
export function responseTypes(settings: ApplicationSettings): string[] {
  const code = settings.grantTypes.includes('authorization_code')
  const implicit = settings.grantTypes.includes('implicit')
  const idToken = implicit && settings.implicit.idToken
  const accessToken = implicit && settings.implicit.accessToken
  return [
    code && 'code',
    idToken && 'id_token',
    idToken && accessToken && 'id_token token',
    code && idToken && 'code id_token',
    code && accessToken && 'code token',
    code && idToken && accessToken && 'code id_token token',
  ].filter((type) => type !== false)
}
