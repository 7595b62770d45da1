import type { Configuration } from 'oidc-provider'
import {
  type AuthorizationServer,
  ORG_SERVER,
} from '../core/authorization-servers/authorization-server.ts'

/**
 * The paths of a server's endpoints below its issuer, as Okta spells them: `/oauth2/v1/token` for
 * `org`, whose issuer is the origin, and `/v1/token` for a custom one at `/oauth2/{slug}`.
 */
export function routesOf(server: Pick<AuthorizationServer, 'slug'>): Configuration['routes'] {
  const v1 = server.slug === ORG_SERVER ? '/oauth2/v1' : '/v1'
  return {
    authorization: `${v1}/authorize`,
    token: `${v1}/token`,
    userinfo: `${v1}/userinfo`,
    jwks: `${v1}/keys`,
    introspection: `${v1}/introspect`,
    revocation: `${v1}/revoke`,
    end_session: `${v1}/logout`,
    pushed_authorization_request: `${v1}/par`,
    device_authorization: `${v1}/device/authorize`,
    code_verification: '/activate',
  }
}

/** Where a server's endpoints start on the organization's origin. */
export function pathOf(server: Pick<AuthorizationServer, 'slug'>): string {
  return server.slug === ORG_SERVER ? '/oauth2/v1' : `/oauth2/${server.slug}/v1`
}
