import { isSecureAddress } from '../../base/loopback.ts'
import {
  type Application,
  type ApplicationSettings,
  type ApplicationType,
  DEVICE_CODE,
  type GrantType,
} from './application.ts'
import { checkLogout } from './check-logout.ts'
import { isWildcardAddress } from './redirect-uri.ts'

/** What is wrong with a setting, by its path, in a sentence that says what to do. */
export type Problem = Readonly<{ path: string; message: string }>

/** The rules between the wizard's fields. Returns every fault, not just the first. */
export function checkApplication(
  application: Pick<Application, 'label' | 'type' | 'settings'>,
): Problem[] {
  const { label, type, settings } = application
  return [
    ...problem(label.trim() === '', 'label', 'Give the application a name.'),
    ...checkGrants(type, settings),
    ...checkAddresses(type, settings),
    ...checkLogin(settings),
    ...checkLogout(settings),
    ...checkCredentials(type, settings),
  ]
}

function problem(isWrong: boolean, path: string, message: string): Problem[] {
  return isWrong ? [{ path, message }] : []
}

const REQUIRED_GRANT: Record<ApplicationType, GrantType | undefined> = {
  web: 'authorization_code',
  native: 'authorization_code',
  browser: undefined,
  service: 'client_credentials',
}

function checkGrants(type: ApplicationType, settings: ApplicationSettings): Problem[] {
  const has = (grant: GrantType) => settings.grantTypes.includes(grant)
  const required = REQUIRED_GRANT[type]
  const isPublic = settings.tokenEndpointAuthMethod === 'none'
  const { idToken, accessToken } = settings.implicit
  return [
    ...problem(
      required !== undefined && !has(required),
      'grantTypes',
      `An application of type ${type} needs the grant type ${required}.`,
    ),
    ...problem(
      has('client_credentials') && isPublic,
      'grantTypes',
      'Client credentials need a client that authenticates: choose a client secret or a key.',
    ),
    ...problem(
      has('implicit') && !idToken && !accessToken,
      'implicit',
      'Implicit (hybrid) does nothing until the ID token, the access token or both are allowed with it.',
    ),
    ...problem(
      has('refresh_token') && !has('authorization_code') && !has(DEVICE_CODE),
      'grantTypes',
      'A refresh token comes with an authorization code or a device code: add one of these grant types.',
    ),
    ...problem(
      settings.refreshToken.leewaySeconds < 0 || settings.refreshToken.leewaySeconds > 60,
      'refreshToken.leewaySeconds',
      'The grace period for token rotation is 0 to 60 seconds.',
    ),
  ]
}

function checkAddresses(type: ApplicationType, settings: ApplicationSettings): Problem[] {
  const redirects = settings.grantTypes.some((g) => g === 'authorization_code' || g === 'implicit')
  const isImplicit = settings.grantTypes.includes('implicit')
  const wildcards = settings.wildcardRedirect === 'SUBDOMAIN'
  return [
    ...problem(
      redirects && settings.redirectUris.length === 0,
      'redirectUris',
      'Add a sign-in redirect URI: where people are sent back to after they signed in.',
    ),
    ...settings.redirectUris.flatMap((uri, i) =>
      checkRedirectUri(type, uri, { wildcards, isImplicit, path: `redirectUris.${i}` }),
    ),
    ...settings.postLogoutRedirectUris.flatMap((uri, i) =>
      checkRedirectUri(type, uri, { isImplicit, path: `postLogoutRedirectUris.${i}` }),
    ),
    ...settings.trustedOrigins.flatMap((origin, i) =>
      problem(
        URL.parse(origin)?.origin !== origin,
        `trustedOrigins.${i}`,
        `A trusted origin is scheme, host and port only, such as https://app.example.com. Received: ${origin}`,
      ),
    ),
  ]
}

function checkRedirectUri(
  type: ApplicationType,
  uri: string,
  {
    wildcards = false,
    isImplicit,
    path,
  }: Readonly<{ wildcards?: boolean; isImplicit: boolean; path: string }>,
): Problem[] {
  const url = URL.parse(uri)
  if (!url) return [{ path, message: `This is not an absolute address: ${uri}` }]
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  return [
    ...problem(uri.includes('#'), path, 'A redirect URI has no fragment (#…): remove it.'),
    ...problem(
      url.username !== '' || url.password !== '',
      path,
      'A redirect URI has no user name or password before the host: remove them.',
    ),
    ...problem(
      uri.includes('*') && !(wildcards && isWildcardAddress(uri)),
      path,
      'A * stands only where wildcards are allowed, once, in the lowest label of an https host name below a domain, as in https://pr-*.example.com/callback.',
    ),
    ...problem(
      !isWeb && (type !== 'native' || !url.protocol.includes('.')),
      path,
      'Only a native application has a scheme of its own, in reverse domain order, such as com.example.app:/callback.',
    ),
    ...problem(
      type === 'native' && url.protocol === 'http:' && !THIS_DEVICE.includes(url.hostname),
      path,
      'A native application uses http only to this device: localhost, 127.0.0.1 or [::1].',
    ),
    ...problem(
      type === 'native' && url.protocol === 'https:' && THIS_DEVICE.includes(url.hostname),
      path,
      'A native application is reached on this device by http, not by https.',
    ),
    ...problem(
      type !== 'native' && isImplicit && isWeb && !isSecureAddress(url),
      path,
      'With Implicit (hybrid) the browser carries tokens, so the address is https (http on loopback only). Without that grant type http is taken.',
    ),
  ]
}

/** RFC 8252 sections 7.2 and 7.3, as oidc-provider has it: what it refuses here fails at each request. */
const THIS_DEVICE = ['localhost', '127.0.0.1', '[::1]']

function checkLogin(settings: ApplicationSettings): Problem[] {
  const initiate = settings.initiateLoginUri && URL.parse(settings.initiateLoginUri)
  const fromHere = settings.loginMode !== 'DISABLED'
  return [
    ...problem(
      fromHere && !settings.initiateLoginUri,
      'initiateLoginUri',
      'A sign-in that starts from the dashboard needs an initiate login URI: where the tile sends people.',
    ),
    ...problem(
      settings.initiateLoginUri !== undefined && !(initiate && isSecureAddress(initiate)),
      'initiateLoginUri',
      'The initiate login URI is an https address (OIDC Core section 4); http only on loopback.',
    ),
    ...problem(
      settings.loginMode === 'OKTA' &&
        !(settings.grantTypes.includes('implicit') && settings.implicit.idToken),
      'loginMode',
      'Okta Simplified posts an ID token: allow Implicit (hybrid) with the ID token first.',
    ),
    ...problem(
      settings.loginMode === 'OKTA' && !settings.loginScopes.includes('openid'),
      'loginScopes',
      'Okta Simplified needs scopes for its ID token, openid among them.',
    ),
  ]
}

function checkCredentials(type: ApplicationType, settings: ApplicationSettings): Problem[] {
  const method = settings.tokenEndpointAuthMethod
  return [
    ...problem(
      method === 'private_key_jwt' && !settings.jwks && !settings.jwksUri,
      'jwks',
      'private_key_jwt needs the public keys of the application: jwks, or the address of them in jwksUri.',
    ),
    ...problem(
      settings.jwks !== undefined && settings.jwksUri !== undefined,
      'jwks',
      'Give the keys or their address, not both.',
    ),
    ...problem(
      method === 'none' && !settings.pkceRequired && type !== 'service',
      'pkceRequired',
      'An application without a secret needs PKCE: nothing else ties a code to the browser that asked.',
    ),
    ...problem(
      settings.dpopRequired &&
        settings.grantTypes.includes('implicit') &&
        settings.implicit.accessToken,
      'dpopRequired',
      'An access token that comes through the browser’s address cannot be bound to a key: disallow it with Implicit (hybrid), or do not require DPoP.',
    ),
  ]
}
