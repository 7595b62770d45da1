import type { FieldFault } from '../../base/errors.ts'
import {
  type Application,
  type ApplicationSettings,
  type ApplicationType,
  defaultApplicationSettings,
  responseTypes,
  usesSecret,
} from '../../core/applications/application.ts'
import { type Metadata, refusedMetadata } from './read-metadata.ts'

/** RFC 7591 knows no kind for a program that is nobody's: its only grant tells. */
export function typeFrom({ application_type: given, grant_types: grants }: Metadata) {
  const isService = grants?.length && grants.every((grant) => grant === 'client_credentials')
  return given ?? (isService ? 'service' : 'web')
}

/**
 * The settings that metadata has words for, as a whole: what is left out is as if it had never been
 * said. All others stay as they are, such as those of the tile.
 */
export function settingsFrom(asked: Metadata, type: ApplicationType): Partial<ApplicationSettings> {
  const fresh = defaultApplicationSettings(type)
  const grantTypes = [...new Set(asked.grant_types ?? fresh.grantTypes)]
  const method = asked.token_endpoint_auth_method ?? fresh.tokenEndpointAuthMethod
  const { backchannel_logout_session_required: back, frontchannel_logout_session_required: front } =
    asked
  const sessionRequired = [back, front].filter((wanted) => wanted !== undefined)
  return {
    grantTypes,
    implicit: implicitFrom(asked, grantTypes),
    tokenEndpointAuthMethod: method,
    ...(method === 'none' && { pkceRequired: true }),
    dpopRequired: asked.dpop_bound_access_tokens ?? fresh.dpopRequired,
    redirectUris: asked.redirect_uris ?? [],
    postLogoutRedirectUris: asked.post_logout_redirect_uris ?? [],
    jwks: asked.jwks,
    jwksUri: asked.jwks_uri,
    logoUri: asked.logo_uri,
    initiateLoginUri: asked.initiate_login_uri,
    backchannelLogoutUri: asked.backchannel_logout_uri,
    frontchannelLogoutUri: asked.frontchannel_logout_uri,
    logoutSessionRequired: sessionRequired.length
      ? sessionRequired.includes(true)
      : fresh.logoutSessionRequired,
    // As Okta has it: who registers an application need not be who is trusted with it.
    consent: asked.consent_method ?? 'REQUIRED',
  }
}

/** RFC 7591 section 2.1: grant types and response types that say the same. */
function implicitFrom(
  { response_types: given }: Metadata,
  grantTypes: ApplicationSettings['grantTypes'],
): ApplicationSettings['implicit'] {
  const code = grantTypes.includes('authorization_code')
  const implicit = grantTypes.includes('implicit')
  const parts = given?.flatMap((type) => type.split(' ')) ?? (code ? ['code'] : [])
  const has = (part: string) => parts.includes(part)
  const faults = [
    code && !has('code') && 'The grant type authorization_code has the response type code.',
    has('code') && !code && 'The response type code has the grant type authorization_code.',
    (has('id_token') || has('token')) &&
      !implicit &&
      'The response types with id_token and token have the grant type implicit.',
    implicit &&
      has('token') &&
      !has('code') &&
      !has('id_token') &&
      'Not token alone: add id_token.',
  ]
  const fields = faults
    .filter((message) => message !== false)
    .map((message) => ({ path: 'response_types', message }))
  if (fields.length > 0) throw refusedMetadata(fields)
  return { idToken: has('id_token'), accessToken: has('token') }
}

/** What is registered (RFC 7591 section 3.2.1): never a secret, which only its maker's answer has. */
export function metadataOf(application: Application) {
  const { settings } = application
  return {
    client_id: application.clientId,
    client_id_issued_at: Math.floor(application.createdAt / 1_000),
    ...(usesSecret(settings) && { client_secret_expires_at: 0 }),
    client_name: application.label,
    application_type: application.type,
    grant_types: settings.grantTypes,
    response_types: responseTypes(settings),
    token_endpoint_auth_method: settings.tokenEndpointAuthMethod,
    redirect_uris: settings.redirectUris,
    post_logout_redirect_uris: settings.postLogoutRedirectUris,
    jwks: settings.jwks,
    jwks_uri: settings.jwksUri,
    logo_uri: settings.logoUri,
    initiate_login_uri: settings.initiateLoginUri,
    backchannel_logout_uri: settings.backchannelLogoutUri,
    backchannel_logout_session_required: settings.logoutSessionRequired,
    frontchannel_logout_uri: settings.frontchannelLogoutUri,
    frontchannel_logout_session_required: settings.logoutSessionRequired,
    dpop_bound_access_tokens: settings.dpopRequired,
    consent_method: settings.consent,
  }
}

const MEMBERS: Readonly<Record<string, string>> = {
  label: 'client_name',
  grantTypes: 'grant_types',
  implicit: 'response_types',
  tokenEndpointAuthMethod: 'token_endpoint_auth_method',
  dpopRequired: 'dpop_bound_access_tokens',
  redirectUris: 'redirect_uris',
  postLogoutRedirectUris: 'post_logout_redirect_uris',
  jwksUri: 'jwks_uri',
  logoUri: 'logo_uri',
  initiateLoginUri: 'initiate_login_uri',
  backchannelLogoutUri: 'backchannel_logout_uri',
  frontchannelLogoutUri: 'frontchannel_logout_uri',
}

/** A fault that core found, by the member that it came in. */
export function faultOfMember({ path, message }: FieldFault): FieldFault {
  const [name = '', ...rest] = path.replace(/^settings\./, '').split('.')
  return { path: [MEMBERS[name] ?? name, ...rest].join('.'), message }
}
