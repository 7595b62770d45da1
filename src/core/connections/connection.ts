import type { ConnectionId, OrganizationId, PictureId } from '../../base/ids.ts'
import { type Mapping, NO_MAPPING } from '../mapping/mapping-rule.ts'
import { emailDomain } from '../users/user.ts'

export const TEMPLATES = ['okta', 'entra', 'google', 'keycloak', 'auth0', 'oidc'] as const
export type Template = (typeof TEMPLATES)[number]

export const CLIENT_AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const
export type ClientAuthMethod = (typeof CLIENT_AUTH_METHODS)[number]

/** An upstream OpenID provider through which people sign in. Its secrets are sealed. */
export type Connection = Readonly<{
  id: ConnectionId
  organizationId: OrganizationId
  slug: string
  /** Shown on the button: "Sign in with NAME". */
  name: string
  template: Template
  enabled: boolean
  position: number
  wellKnownUrl: string
  /** As the provider's own document spells it; every `iss` is compared with it byte for byte. */
  issuer: string
  clientId: string
  clientAuthMethod: ClientAuthMethod
  clientSecretSealed: string | undefined
  /** A private JWK, for `private_key_jwt`. */
  privateKeySealed: string | undefined
  settings: ConnectionSettings
  /** Counts the organization's groups being added, deleted or renamed. Only group-store.ts writes it. */
  groupsVersion?: number
  createdAt: number
  updatedAt: number
}>

export const LINKINGS = ['refuse', 'prove'] as const

/** Whether a second factor counts here that the provider says it checked. */
export const SECOND_FACTOR_AT_PROVIDER = ['ask', 'trust'] as const

export type ConnectionSettings = Readonly<{
  scopes: readonly string[]
  /** Which claim holds what, where a provider does not use the standard's names. */
  claims: Readonly<{ email: string; groups: string; name: string; login: string }>
  /** Domains for which this provider is believed to have checked addresses; others link nobody. */
  trustedDomains: readonly string[]
  /** E-mail domains whose people are sent here if the e-mail is asked for first; they link nobody. */
  homeDomains: readonly string[]
  /** Whether a first sign-in may create the person, if the organization allows it. */
  signUp: boolean
  /**
   * When a first sign-in meets an account for which the connection is not trusted: refuse it, or tie
   * the two once the person has entered that account's password.
   */
  linking: (typeof LINKINGS)[number]
  /** Which groups and roles people get by their claims; it creates no groups. */
  mapping: Mapping
  /** `trust`: people whose `amr` has two factors are not asked here. `ask`: they are, as after a password. */
  secondFactor: (typeof SECOND_FACTOR_AT_PROVIDER)[number]
  /** Whether signing out here also signs out at the provider (RP-Initiated Logout 1.0). */
  signOutAtProvider: boolean
  /** The whole text of its button, in place of "Sign in with NAME". */
  buttonLabel: string | undefined
  /** The day, such as `2027-03-31`, from which the provider refuses the client secret. */
  secretExpiresOn: string | undefined
  /** A picture on its button, in place of the one drawn for its template. */
  icon: PictureId | undefined
  /**
   * Which callback address the provider was given: `/sso/openid`, or the connection's own. Set when
   * it is saved, so that a second connection does not change the address of the first.
   */
  callback?: 'shared' | 'own'
}>

export const DEFAULT_CONNECTION_SETTINGS: ConnectionSettings = {
  scopes: ['openid', 'profile', 'email'],
  claims: { email: 'email', groups: 'groups', name: 'name', login: 'preferred_username' },
  trustedDomains: [],
  homeDomains: [],
  signUp: true,
  linking: 'refuse',
  mapping: NO_MAPPING,
  secondFactor: 'ask',
  signOutAtProvider: false,
  buttonLabel: undefined,
  secretExpiresOn: undefined,
  icon: undefined,
}

/** Where a provider sends people back to. */
const CALLBACK_PATH = '/sso/openid'

/**
 * The one callback address of a connection. Where there are several, each has its own, so that an
 * answer meant for one provider is never taken to another (mix-up, RFC 9700 section 4.4).
 */
export function callbackPath(
  connection: Pick<Connection, 'slug' | 'settings'>,
  connectionCount: number,
): string {
  const choice = connection.settings.callback ?? (connectionCount > 1 ? 'own' : 'shared')
  return choice === 'own' ? `${CALLBACK_PATH}/${connection.slug}` : CALLBACK_PATH
}

/** Whether this connection is believed when it says that a person has this address. */
export function isTrustedForEmail(
  connection: Pick<Connection, 'settings'>,
  email: string,
): boolean {
  const domain = emailDomain(email)
  return connection.settings.trustedDomains.some((trusted) => trusted.toLowerCase() === domain)
}
