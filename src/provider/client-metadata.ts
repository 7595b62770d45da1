import type { Client, ClientMetadata } from 'oidc-provider'
import type { ApplicationId } from '../base/ids.ts'
import { newToken } from '../base/token.ts'
import {
  type Application,
  type ApplicationSettings,
  isPublicClient,
  responseTypes,
  usesSecret,
  wantsSid,
} from '../core/applications/application.ts'
import type { SigningAlg } from '../core/authorization-servers/authorization-server.ts'
import type { KnownApplication } from './application-directory.ts'

/**
 * An application in the words of OpenID Connect Registration 1.0 section 2, as the library takes
 * it. The same application always gives the same metadata: the library keeps clients by it.
 */
export function clientMetadata(known: KnownApplication, alg: SigningAlg): ClientMetadata {
  const { application } = known
  const { settings } = application
  return {
    client_id: application.clientId,
    client_name: application.label,
    application_type: application.type === 'native' ? 'native' : 'web',
    grant_types: [...settings.grantTypes],
    response_types: responseTypes(settings) as NonNullable<ClientMetadata['response_types']>,
    redirect_uris: [...settings.redirectUris],
    post_logout_redirect_uris: [...settings.postLogoutRedirectUris],
    token_endpoint_auth_method: settings.tokenEndpointAuthMethod,
    id_token_signed_response_alg: alg,
    dpop_bound_access_tokens: settings.dpopRequired,
    ...(usesSecret(settings) && { client_secret: known.secrets[0] ?? NO_SECRET }),
    ...(settings.jwks && { jwks: { keys: [...settings.jwks.keys] } }),
    ...(settings.jwksUri && { jwks_uri: settings.jwksUri }),
    [RULES]: rulesOf(application),
  }
}

/** Where every secret was deactivated the library still wants one: nobody knows this one. */
const NO_SECRET = newToken()

/** What the library must know of an application at moments when it cannot wait for a query. */
type ClientRules = Readonly<{
  /** Its own name here; an administrator may have chosen the client id. */
  applicationId: ApplicationId
  pkceRequired: boolean
  requiresSecondFactor: boolean
  rotatesRefreshTokens: boolean
  /** Whether its ID tokens name the session, for when it is told of the session's end. */
  wantsSid: boolean
  wildcardRedirect: ApplicationSettings['wildcardRedirect']
  /** The origins whose scripts may call the endpoints: the trusted ones, and where codes are sent. */
  origins: readonly string[]
}>

export const RULES = 'latchkey_rules'

export function rulesOfClient(client: Client): ClientRules {
  // The library keeps the extra member as `clientMetadata` gave it.
  return client[RULES] as ClientRules
}

function rulesOf({ id, settings }: Application): ClientRules {
  const { trustedOrigins, redirectUris, refreshToken } = settings
  const ofRedirects = redirectUris.map((uri) => URL.parse(uri)?.origin ?? 'null')
  return {
    applicationId: id,
    // RFC 9700 section 2.1.1: nothing else ties a public client's code to the one who asked.
    pkceRequired: settings.pkceRequired || isPublicClient({ settings }),
    requiresSecondFactor: settings.requiresSecondFactor,
    rotatesRefreshTokens: refreshToken.rotation === 'ROTATE',
    wantsSid: wantsSid(settings),
    wildcardRedirect: settings.wildcardRedirect,
    origins: [...trustedOrigins, ...ofRedirects.filter((origin) => origin !== 'null')],
  }
}
