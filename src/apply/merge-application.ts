import { newId } from '../base/ids.ts'
import type { DeclaredApplication } from '../config/declared-application.ts'
import {
  type Application,
  type ApplicationSettings,
  defaultApplicationSettings,
} from '../core/applications/application.ts'
import { nextVersion } from '../core/versions/claim-version-store.ts'
import { merged } from './change.ts'
import type { Planning } from './planning.ts'

/** The application as it will be: what is given, otherwise the present value or the type's default. */
export function mergeApplication(
  { organization, at }: Pick<Planning, 'organization' | 'at'>,
  present: Application | undefined,
  given: DeclaredApplication,
): Application {
  const { clientId, label, type } = given
  return {
    id: present?.id ?? newId('application', at),
    organizationId: organization.id,
    clientId,
    label,
    type,
    status: given.status ?? present?.status ?? 'active',
    linkId: present?.linkId ?? newId('link', at),
    settings: mergeSettings(present?.settings ?? defaultApplicationSettings(type), given),
    createdAt: present?.createdAt ?? at,
    updatedAt: present ? nextVersion(present, at) : at,
  }
}

function mergeSettings(
  present: ApplicationSettings,
  given: DeclaredApplication,
): ApplicationSettings {
  const { grantTypes, redirectUris, wildcardRedirect, postLogoutRedirectUris } = given
  const { trustedOrigins, loginMode, loginScopes, tokenEndpointAuthMethod } = given
  const { pkceRequired, dpopRequired, consent, requiresSecondFactor } = given
  const { logoutSessionRequired } = given
  return {
    ...merged(present, { grantTypes, redirectUris, wildcardRedirect, postLogoutRedirectUris }),
    ...merged({}, { trustedOrigins, loginMode, loginScopes, tokenEndpointAuthMethod }),
    ...merged({}, { pkceRequired, dpopRequired, consent, requiresSecondFactor }),
    ...merged({}, { logoutSessionRequired }),
    implicit: merged(present.implicit, given.implicit),
    visibility: merged(present.visibility, given.visibility),
    refreshToken: merged(present.refreshToken, given.refreshToken),
    initiateLoginUri: cleared(present.initiateLoginUri, given.initiateLoginUri),
    backchannelLogoutUri: cleared(present.backchannelLogoutUri, given.backchannelLogoutUri),
    frontchannelLogoutUri: cleared(present.frontchannelLogoutUri, given.frontchannelLogoutUri),
    // Stored separately: whoever plans the application fills it in.
    logo: present.logo,
    logoUri: cleared(present.logoUri, given.logoUri),
    jwks: cleared(present.jwks, given.jwks),
    jwksUri: cleared(present.jwksUri, given.jwksUri),
    groupsClaim: cleared(present.groupsClaim, given.groupsClaim),
  }
}

/** `null` removes the value; undefined keeps it. */
export function cleared<T>(present: T | undefined, given: T | null | undefined): T | undefined {
  return given === undefined ? present : (given ?? undefined)
}
