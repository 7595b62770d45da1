import { z } from 'zod'
import { Failure } from '../base/errors.ts'
import {
  APPLICATION_TYPES,
  GRANT_TYPES,
  MOST_SECRETS,
  TOKEN_AUTH_METHODS,
} from '../core/applications/application.ts'
import { address, parsed, picture, secretText, text } from './fields.ts'

const SHORTEST_SECRET = 16

const applicationSecret = parsed((given) => {
  // RFC 6749 appendix A.2: with others no application could ever prove itself.
  if (given.length >= SHORTEST_SECRET && /^[\x20-\x7e]+$/.test(given)) return given
  throw new Failure(
    'invalid_input',
    `A client secret has at least ${SHORTEST_SECRET} ASCII characters. Make one with: openssl rand -base64 32`,
  )
})

const clientId = parsed((given) => {
  const trimmed = given.trim()
  if (/^[\x21-\x7e]{1,100}$/.test(trimmed)) return trimmed
  throw new Failure(
    'invalid_input',
    'A client ID has 1 to 100 visible ASCII characters, no spaces.',
  )
})

const pattern = z.strictObject({
  filter: z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']),
  value: z.string(),
})

/** `null` removes a value; what is left out stays as it is. */
export const declaredApplication = z.strictObject({
  clientId,
  label: text,
  type: z.enum(APPLICATION_TYPES),
  status: z.enum(['active', 'inactive']).optional(),
  clientSecret: applicationSecret.optional(),
  clientSecrets: z
    .array(
      z.strictObject({
        secret: applicationSecret.optional(),
        secretSealed: secretText.optional(),
        status: z.enum(['active', 'inactive']).optional(),
      }),
    )
    .max(MOST_SECRETS)
    .optional(),
  assignments: z
    .strictObject({
      everyone: z.boolean().optional(),
      groups: z.array(text).optional(),
      users: z.array(text).optional(),
    })
    .optional(),
  grantTypes: z.array(z.enum(GRANT_TYPES)).optional(),
  implicit: z
    .strictObject({ idToken: z.boolean().optional(), accessToken: z.boolean().optional() })
    .optional(),
  redirectUris: z.array(text).optional(),
  wildcardRedirect: z.enum(['DISABLED', 'SUBDOMAIN']).optional(),
  postLogoutRedirectUris: z.array(text).optional(),
  backchannelLogoutUri: address('A back-channel logout URI is a whole address.').nullish(),
  frontchannelLogoutUri: address('A front-channel logout URI is a whole address.').nullish(),
  logoutSessionRequired: z.boolean().optional(),
  trustedOrigins: z.array(text).optional(),
  initiateLoginUri: address('An initiate login URI is a whole address.').nullish(),
  loginMode: z.enum(['DISABLED', 'SPEC', 'OKTA']).optional(),
  loginScopes: z.array(text).optional(),
  visibility: z
    .strictObject({ web: z.boolean().optional(), mobile: z.boolean().optional() })
    .optional(),
  logo: picture.nullish(),
  logoUri: address('A logo is given by its whole https address.').nullish(),
  tokenEndpointAuthMethod: z.enum(TOKEN_AUTH_METHODS).optional(),
  jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1) }).nullish(),
  jwksUri: address('The address of a JWK Set is a whole https address.').nullish(),
  pkceRequired: z.boolean().optional(),
  dpopRequired: z.boolean().optional(),
  consent: z.enum(['TRUSTED', 'REQUIRED']).optional(),
  refreshToken: z
    .strictObject({
      rotation: z.enum(['ROTATE', 'STATIC']).optional(),
      leewaySeconds: z.int().min(0).max(60).optional(),
    })
    .optional(),
  requiresSecondFactor: z.boolean().optional(),
  groupsClaim: pattern.nullish(),
})

export type DeclaredApplication = z.output<typeof declaredApplication>
