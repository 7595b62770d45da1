/** Whose screens we can name. `generic` is every other provider. */
export const VENDORS = ['okta', 'entra', 'google', 'keycloak', 'auth0', 'generic'] as const
export type Vendor = (typeof VENDORS)[number]

export const VENDOR_NAMES: Readonly<Record<Vendor, string>> = {
  okta: 'Okta',
  entra: 'Entra ID',
  google: 'Google',
  keycloak: 'Keycloak',
  auth0: 'Auth0',
  generic: 'Other providers',
}

const OKTA_APPLICATION = ['Applications', 'Applications', 'the application']
const OKTA_SERVER = ['Security', 'API', 'Authorization Servers', 'the server']
/** Where the old name stands, nothing has to be unfolded. */
const OKTA_TOKEN = [
  ...OKTA_APPLICATION,
  'Sign On',
  'Token claims (in older consoles OpenID Connect ID Token)',
]
const ENTRA_APPLICATION = ['Entra ID', 'App registrations', 'the application']
const ENTRA_ENTERPRISE = ['Entra ID', 'Enterprise apps', 'the application']
/** Where its document is linked: the issuer and the address of the keys stand in it. */
const ENTRA_DOCUMENT = [
  ...ENTRA_APPLICATION,
  'Overview',
  'Endpoints',
  'OpenID Connect metadata document',
]
const GOOGLE_CLIENT = ['Google Auth Platform', 'Clients', 'the client']
const KEYCLOAK_CLIENT = ['the realm', 'Clients', 'the client']
/** It assigns nobody to clients: who may use one is decided by the flow that the client has. */
const KEYCLOAK_FLOW = [...KEYCLOAK_CLIENT, 'Advanced', 'Authentication flow overrides']
const KEYCLOAK_MAPPERS = [...KEYCLOAK_CLIENT, 'Client scopes', 'the scope that ends in -dedicated']
const AUTH0_APPLICATION = ['Applications', 'Applications', 'the application']
const GENERIC_CLIENT = ['the client that was registered for this connection']

/** Where each provider keeps one thing: the menus to go through, as they are spelled there. */
export const PLACES = {
  redirect_uris: {
    okta: [...OKTA_APPLICATION, 'General', 'LOGIN', 'Sign-in redirect URIs'],
    entra: [...ENTRA_APPLICATION, 'Authentication', 'Redirect URI configuration', 'Web'],
    google: [...GOOGLE_CLIENT, 'Authorized redirect URIs'],
    keycloak: [...KEYCLOAK_CLIENT, 'Settings', 'Access settings', 'Valid redirect URIs'],
    auth0: [...AUTH0_APPLICATION, 'Settings', 'Application URIs', 'Allowed Callback URLs'],
    generic: [...GENERIC_CLIENT, 'redirect URIs'],
  },
  client_secret: {
    okta: [...OKTA_APPLICATION, 'General', 'Client Credentials', 'CLIENT SECRETS'],
    entra: [...ENTRA_APPLICATION, 'Certificates & secrets', 'Client secrets'],
    google: [...GOOGLE_CLIENT, 'Client secrets'],
    keycloak: [...KEYCLOAK_CLIENT, 'Credentials', 'Client Secret'],
    auth0: [...AUTH0_APPLICATION, 'Settings', 'Basic Information', 'Client Secret'],
    generic: [...GENERIC_CLIENT, 'client secret'],
  },
  client_id: {
    okta: [...OKTA_APPLICATION, 'General', 'Client Credentials', 'Client ID'],
    entra: [...ENTRA_APPLICATION, 'Overview', 'Application (client) ID'],
    google: [...GOOGLE_CLIENT, 'Client ID'],
    keycloak: [...KEYCLOAK_CLIENT, 'Settings', 'Client ID'],
    auth0: [...AUTH0_APPLICATION, 'Settings', 'Basic Information', 'Client ID'],
    generic: [...GENERIC_CLIENT, 'client ID'],
  },
  grant_types: {
    okta: [...OKTA_APPLICATION, 'General', 'General Settings', 'Grant type'],
    entra: [...ENTRA_APPLICATION, 'Authentication', 'Settings', 'Implicit grant and hybrid flows'],
    google: [...GOOGLE_CLIENT, 'Application type'],
    keycloak: [...KEYCLOAK_CLIENT, 'Settings', 'Capability config', 'Authentication flow'],
    auth0: [...AUTH0_APPLICATION, 'Settings', 'Advanced Settings', 'Grant Types'],
    generic: [...GENERIC_CLIENT, 'grant types'],
  },
  login_flow: {
    okta: [...OKTA_APPLICATION, 'General', 'LOGIN', 'Login flow'],
    entra: [...ENTRA_APPLICATION, 'Branding & properties', 'Home page URL'],
    google: ['Admin console', 'Apps', 'Web and mobile apps'],
    keycloak: [...KEYCLOAK_CLIENT, 'Settings', 'Access settings', 'Home URL'],
    auth0: [...AUTH0_APPLICATION, 'Settings', 'Application URIs', 'Application Login URI'],
    generic: [...GENERIC_CLIENT, 'initiate login URI'],
  },
  assignments: {
    okta: [...OKTA_APPLICATION, 'Assignments', 'Assign'],
    entra: [...ENTRA_ENTERPRISE, 'Users and groups'],
    google: ['Google Auth Platform', 'Audience'],
    keycloak: KEYCLOAK_FLOW,
    auth0: ['Actions', 'Triggers', 'post-login'],
    generic: [...GENERIC_CLIENT, 'who may use it'],
  },
  access_policy: {
    okta: [...OKTA_SERVER, 'Access Policies'],
    entra: ['Entra ID', 'Conditional Access', 'Policies'],
    google: ['Admin console', 'Security', 'Access and data control', 'API controls'],
    keycloak: KEYCLOAK_FLOW,
    auth0: ['Actions', 'Triggers', 'post-login'],
    generic: ['the access policies of the authorization server'],
  },
  issuer: {
    okta: [...OKTA_SERVER, 'Settings', 'Issuer'],
    entra: ENTRA_DOCUMENT,
    google: ['Google’s discovery document', 'issuer'],
    keycloak: [
      'the realm',
      'Realm settings',
      'General',
      'Endpoints',
      'OpenID Endpoint Configuration',
    ],
    auth0: [
      ...AUTH0_APPLICATION,
      'Settings',
      'Advanced Settings',
      'Endpoints',
      'OpenID Configuration',
    ],
    generic: ['the discovery document', 'issuer'],
  },
  scopes: {
    okta: [...OKTA_SERVER, 'Scopes'],
    entra: [...ENTRA_APPLICATION, 'API permissions'],
    google: ['Google Auth Platform', 'Data Access'],
    keycloak: [...KEYCLOAK_CLIENT, 'Client scopes'],
    auth0: [...AUTH0_APPLICATION, 'APIs'],
    generic: [...GENERIC_CLIENT, 'scopes'],
  },
  /** Okta's organization server has the filter at the application, a custom server a claim. */
  groups_filter: {
    okta: [...OKTA_TOKEN, 'Show legacy configuration', 'Groups claim filter'],
    entra: [...ENTRA_APPLICATION, 'Token configuration', 'Add groups claim'],
    google: ['Admin console', 'Directory', 'Groups'],
    keycloak: [...KEYCLOAK_MAPPERS, 'Add mapper', 'By configuration', 'Group Membership'],
    auth0: ['Actions', 'Triggers', 'post-login'],
    generic: [...GENERIC_CLIENT, 'claims of the ID token'],
  },
  groups_claim: {
    okta: [...OKTA_SERVER, 'Claims', 'Add Claim'],
    entra: [...ENTRA_APPLICATION, 'Token configuration', 'Add groups claim'],
    google: ['Admin console', 'Directory', 'Groups'],
    keycloak: [...KEYCLOAK_MAPPERS, 'Add mapper', 'By configuration', 'Group Membership'],
    auth0: ['Actions', 'Triggers', 'post-login'],
    generic: [...GENERIC_CLIENT, 'claims of the ID token'],
  },
  claims: {
    okta: OKTA_TOKEN,
    entra: [...ENTRA_APPLICATION, 'Token configuration', 'Add optional claim'],
    google: ['Google Auth Platform', 'Data Access'],
    keycloak: [...KEYCLOAK_MAPPERS, 'Add mapper'],
    auth0: ['Actions', 'Triggers', 'post-login'],
    generic: [...GENERIC_CLIENT, 'claims of the ID token'],
  },
  signing: {
    okta: [...OKTA_SERVER, 'Settings', 'Signing Key Rotation'],
    entra: [...ENTRA_DOCUMENT, 'jwks_uri'],
    google: ['Google’s discovery document', 'jwks_uri'],
    keycloak: [
      ...KEYCLOAK_CLIENT,
      'Advanced',
      'Fine grain OpenID Connect configuration',
      'ID token signature algorithm',
    ],
    auth0: [
      ...AUTH0_APPLICATION,
      'Settings',
      'Advanced Settings',
      'OAuth',
      'JsonWebToken Signature Algorithm',
    ],
    generic: [...GENERIC_CLIENT, 'signature of the ID token'],
  },
  log: {
    okta: ['Reports', 'System Log'],
    entra: ['Entra ID', 'Monitoring & health', 'Sign-in logs'],
    google: ['Admin console', 'Reporting', 'Audit and investigation', 'OAuth log events'],
    keycloak: ['the realm', 'Events', 'User events'],
    auth0: ['Monitoring', 'Logs'],
    generic: ['the log of the provider'],
  },
  status: {
    okta: ['Okta’s status page'],
    entra: ['Microsoft’s status page'],
    google: ['Google Workspace Status Dashboard'],
    keycloak: ['the host that Keycloak runs on'],
    auth0: ['Auth0’s status page'],
    generic: ['the host that the provider runs on'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Vendor, readonly string[]>>>>

export type Place = keyof typeof PLACES

const HOSTS: readonly (readonly [RegExp, Vendor])[] = [
  [/(?:^|\.)(?:okta|oktapreview|okta-emea)\.com$/, 'okta'],
  [/(?:^|\.)(?:microsoftonline\.com|microsoftonline\.us|windows\.net|ciamlogin\.com)$/, 'entra'],
  [/^accounts\.google\.com$/, 'google'],
  [/(?:^|\.)auth0\.com$/, 'auth0'],
]

/** Whose screens to name: what the connection was made from, or else what its address looks like. */
export function vendorOf({ template, issuer }: { template: string; issuer: string }): Vendor {
  const made = VENDORS.find((vendor) => vendor === template)
  if (made) return made
  const url = URL.parse(issuer)
  if (url && /\/realms\/[^/]+\/?$/.test(url.pathname)) return 'keycloak'
  return HOSTS.find(([host]) => host.test(url?.hostname ?? ''))?.[1] ?? 'generic'
}
