import type { Schemas } from '../api/schema.d.ts'
import { start } from '../start.ts'

export type Connection = Schemas['Connection']
export type Template = Connection['template']

export const TEMPLATE_NAMES: Record<Template, string> = {
  okta: 'Okta',
  entra: 'Microsoft Entra ID',
  google: 'Google',
  keycloak: 'Keycloak',
  auth0: 'Auth0',
  oidc: 'Any OpenID provider',
}

export function isTemplate(text: string | undefined): text is Template {
  return text !== undefined && Object.hasOwn(TEMPLATE_NAMES, text)
}

/** What the fields of a connection hold. The secret is written and never read. */
export type ConnectionValues = {
  slug: string
  name: string
  wellKnownUrl: string
  clientId: string
  clientSecret: string
  clientAuthMethod: Connection['clientAuthMethod']
  privateKey: string
  scopes: string[]
  claims: Connection['settings']['claims']
  trustedDomains: string[]
  homeDomains: string[]
  signUp: boolean
  linking: Connection['settings']['linking']
  mapping: Schemas['Mapping']
  secondFactor: Connection['settings']['secondFactor']
  signOutAtProvider: boolean
  buttonLabel: string
  secretExpiresOn: string
  /** The path where it is, a picture that was chosen as a data URI, or nothing. */
  icon: string
}

export const FIELD_NAMES: Record<keyof ConnectionValues, string> = {
  slug: 'Short name in addresses',
  name: 'Name on the button',
  wellKnownUrl: 'Well-known URL',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  clientAuthMethod: 'Client authentication',
  privateKey: 'Private key',
  scopes: 'Scopes',
  claims: 'Claim names',
  trustedDomains: 'Trusted e-mail domains',
  homeDomains: 'Domains whose people sign in here',
  signUp: 'New people',
  linking: 'Accounts that are here already',
  mapping: 'Groups and roles',
  secondFactor: 'Second factor',
  signOutAtProvider: 'Signing out',
  buttonLabel: 'Text of the button',
  secretExpiresOn: 'Client secret expires on',
  icon: 'Icon on the button',
}

export function valuesOf(connection: Connection): ConnectionValues {
  const { slug, name, wellKnownUrl, clientId, clientAuthMethod, settings } = connection
  const { callback: _, ...rest } = settings
  return {
    ...rest,
    buttonLabel: settings.buttonLabel ?? '',
    secretExpiresOn: settings.secretExpiresOn ?? '',
    icon: settings.icon ?? '',
    slug,
    name,
    wellKnownUrl,
    clientId,
    clientAuthMethod,
    clientSecret: '',
    privateKey: '',
  }
}

/** Only what was changed, and secrets only if they were typed. */
export function changeOf(changed: Partial<ConnectionValues>): Schemas['ConnectionChange'] {
  const { scopes, claims, trustedDomains, signUp, linking, mapping, ...more } = changed
  const { homeDomains, secondFactor, signOutAtProvider, ...own } = more
  const { clientSecret, privateKey, buttonLabel, secretExpiresOn, icon, ...plain } = own
  const settings = Object.entries({
    scopes,
    claims,
    trustedDomains,
    homeDomains,
    signUp,
    linking,
    mapping,
    secondFactor,
    signOutAtProvider,
    ...(buttonLabel !== undefined && { buttonLabel: buttonLabel || null }),
    ...(secretExpiresOn !== undefined && { secretExpiresOn: secretExpiresOn || null }),
    ...(icon !== undefined && { icon: icon || null }),
  })
  const given = settings.filter(([, value]) => value !== undefined)
  return {
    ...plain,
    ...(clientSecret && { clientSecret }),
    ...(privateKey && { privateKey }),
    ...(given.length > 0 && { settings: Object.fromEntries(given) }),
  }
}

export type Addresses = Readonly<{ redirect: string; initiate: string; signedOut: string }>

/** The addresses that a provider is given, before the connection is there to tell them itself. */
export function addressesOf(slug: string, isFirst: boolean): Addresses {
  const { url } = start.organization
  const callback = isFirst ? `${url}/sso/openid` : `${url}/sso/openid/${slug}`
  return {
    redirect: callback,
    initiate: `${url}/sso/openid/initiate`,
    signedOut: `${url}/logged-out`,
  }
}

/** `okta`, or `okta-2` where that is taken. */
export function freeSlug(wanted: string, taken: readonly string[]): string {
  const candidates = [wanted, ...Array.from({ length: 98 }, (_, i) => `${wanted}-${i + 2}`)]
  return candidates.find((slug) => !taken.includes(slug)) ?? wanted
}
