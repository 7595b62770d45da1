import type { Schemas } from '../api/schema.d.ts'
import { type ClientKeys, clientKeysOf, keySettingsOf, NO_KEYS } from './client-keys.ts'

export type Application = Schemas['Application']
export type Settings = Schemas['ApplicationSettings']
export type ApplicationType = Application['type']
export type GrantType = Settings['grantTypes'][number]
export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code' satisfies GrantType

/** What the fields of the General tab and of the wizard hold: all of it can be typed. */
export type ApplicationValues = {
  label: string
  grantTypes: GrantType[]
  implicit: Settings['implicit']
  redirectUris: string[]
  wildcardRedirect: Settings['wildcardRedirect']
  postLogoutRedirectUris: string[]
  backchannelLogoutUri: string
  frontchannelLogoutUri: string
  logoutSessionRequired: boolean
  trustedOrigins: string[]
  initiateLoginUri: string
  loginMode: Settings['loginMode']
  loginScopes: string[]
  visibility: Settings['visibility']
  /** The path where it is, a picture that was chosen as a data URI, or nothing. */
  logo: string
  logoUri: string
  tokenEndpointAuthMethod: Settings['tokenEndpointAuthMethod']
  clientKeys: ClientKeys
  pkceRequired: boolean
  dpopRequired: boolean
  consent: Settings['consent']
  requiresSecondFactor: boolean
  refreshToken: Settings['refreshToken']
}

export const FIELD_NAMES: Record<keyof ApplicationValues, string> = {
  label: 'App integration name',
  grantTypes: 'Grant type',
  implicit: 'Implicit (hybrid)',
  redirectUris: 'Sign-in redirect URIs',
  wildcardRedirect: 'Wildcards in sign-in redirect URIs',
  postLogoutRedirectUris: 'Sign-out redirect URIs',
  backchannelLogoutUri: 'Back-channel logout URI',
  frontchannelLogoutUri: 'Front-channel logout URI',
  logoutSessionRequired: 'Name the session (sid)',
  trustedOrigins: 'Trusted origins',
  initiateLoginUri: 'Initiate login URI',
  loginMode: 'Login initiated by, and login flow',
  loginScopes: 'Scopes of the posted ID token',
  visibility: 'Application visibility',
  logo: 'Logo',
  logoUri: 'Logo URI',
  tokenEndpointAuthMethod: 'Client authentication',
  clientKeys: 'Public keys',
  pkceRequired: 'Proof Key for Code Exchange (PKCE)',
  dpopRequired: 'Proof of possession (DPoP)',
  consent: 'User consent',
  requiresSecondFactor: 'Second factor',
  refreshToken: 'Refresh token behavior',
}

export const TYPE_NAMES: Record<ApplicationType, string> = {
  web: 'Web Application',
  browser: 'Single-Page Application',
  native: 'Native Application',
  service: 'API Services',
}

export function valuesOf({ label, settings }: Application): ApplicationValues {
  const { jwks: _, jwksUri: __, groupsClaim: ___, ...rest } = settings
  return {
    ...rest,
    label,
    initiateLoginUri: settings.initiateLoginUri ?? '',
    backchannelLogoutUri: settings.backchannelLogoutUri ?? '',
    frontchannelLogoutUri: settings.frontchannelLogoutUri ?? '',
    logo: settings.logo ?? '',
    logoUri: settings.logoUri ?? '',
    clientKeys: clientKeysOf(settings),
  }
}

/** What a new application of a type starts with. The API has the same defaults. */
export function defaultValues(type: ApplicationType): ApplicationValues {
  const isPublic = type === 'browser' || type === 'native'
  return {
    label: '',
    grantTypes: [type === 'service' ? 'client_credentials' : 'authorization_code'],
    implicit: { idToken: false, accessToken: false },
    redirectUris: [],
    wildcardRedirect: 'DISABLED',
    postLogoutRedirectUris: [],
    backchannelLogoutUri: '',
    frontchannelLogoutUri: '',
    logoutSessionRequired: true,
    trustedOrigins: [],
    initiateLoginUri: '',
    loginMode: 'DISABLED',
    loginScopes: [],
    visibility: { web: false, mobile: false },
    logo: '',
    logoUri: '',
    tokenEndpointAuthMethod: isPublic ? 'none' : 'client_secret_basic',
    clientKeys: NO_KEYS,
    pkceRequired: isPublic,
    dpopRequired: false,
    consent: 'TRUSTED',
    requiresSecondFactor: false,
    refreshToken: { rotation: type === 'browser' ? 'ROTATE' : 'STATIC', leewaySeconds: 30 },
  }
}

/** Where an empty field means that there is none. */
const TEXTS = new Set([
  'initiateLoginUri',
  'backchannelLogoutUri',
  'frontchannelLogoutUri',
  'logo',
  'logoUri',
])

/** Typed values as the API takes them: trimmed, empty lines dropped, empty fields taken away. */
export function settingsOf(
  values: Partial<ApplicationValues>,
): Schemas['ApplicationSettingsChange'] {
  const { label: _, clientKeys, ...settings } = values
  const entries = Object.entries(settings).map(([key, value]) => {
    if (Array.isArray(value)) return [key, value.map((one) => one.trim()).filter(Boolean)]
    const isText = TEXTS.has(key)
    return [key, isText ? String(value).trim() || null : value]
  })
  // Each key kept its kind of value, or became null where the API takes null.
  const change = Object.fromEntries(entries) as Schemas['ApplicationSettingsChange']
  return { ...change, ...(clientKeys && keySettingsOf(clientKeys)) }
}

/** The API names `settings.redirectUris.0`; the form calls it `redirectUris.0`. */
export function fieldOf(path: string): string {
  return path
    .replace(/^settings\./, '')
    .replace(/^jwksUri$/, 'clientKeys.address')
    .replace(/^jwks(\..*)?$/, 'clientKeys.saved')
}

export function withGrant(
  grants: readonly GrantType[],
  grant: GrantType,
  on: boolean,
): GrantType[] {
  const others = grants.filter((one) => one !== grant)
  return on ? [...others, grant] : others
}
