import { z } from '@hono/zod-openapi'
import {
  APPLICATION_TYPES,
  GRANT_TYPES,
  TOKEN_AUTH_METHODS,
} from '../../core/applications/application.ts'
import { address, id, name, picture, text, time } from './fields.ts'

const addresses = z.array(address).max(200)

const KEYS_WANTED = 'Give a public key as a JWK, or a JWK Set: a JSON object with its keys.'

/** The settings of an application. Null takes away what may be absent. */
const settings = {
  grantTypes: z.array(z.enum(GRANT_TYPES)).max(GRANT_TYPES.length),
  implicit: z.strictObject({ idToken: z.boolean(), accessToken: z.boolean() }),
  redirectUris: addresses,
  wildcardRedirect: z.enum(['DISABLED', 'SUBDOMAIN']),
  postLogoutRedirectUris: addresses,
  backchannelLogoutUri: address.nullable(),
  frontchannelLogoutUri: address.nullable(),
  logoutSessionRequired: z.boolean(),
  trustedOrigins: addresses,
  initiateLoginUri: address.nullable(),
  loginMode: z.enum(['DISABLED', 'SPEC', 'OKTA']),
  loginScopes: z.array(name()).max(50),
  visibility: z.strictObject({ web: z.boolean(), mobile: z.boolean() }),
  logo: picture.nullable(),
  logoUri: address.nullable(),
  tokenEndpointAuthMethod: z.enum(TOKEN_AUTH_METHODS),
  jwks: z
    .strictObject(
      { keys: z.array(z.record(z.string(), z.unknown()), KEYS_WANTED).max(20) },
      KEYS_WANTED,
    )
    .nullable(),
  jwksUri: address.nullable(),
  pkceRequired: z.boolean(),
  dpopRequired: z.boolean().openapi({
    description: 'Its tokens are bound to a key whose possession each request proves (RFC 9449).',
  }),
  consent: z.enum(['TRUSTED', 'REQUIRED']),
  requiresSecondFactor: z.boolean().openapi({
    description: 'Whoever opens it needs a session with two factors, and is asked for the second.',
  }),
  refreshToken: z.strictObject({
    rotation: z.enum(['ROTATE', 'STATIC']),
    leewaySeconds: z.number().int().openapi({ description: '0 to 60.' }),
  }),
  groupsClaim: z
    .strictObject({
      filter: z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']),
      value: text(),
    })
    .nullable(),
}

export const applicationSettings = z.strictObject(settings).openapi('ApplicationSettings')

export const applicationSettingsChange = z
  .strictObject(z.strictObject(settings).partial().shape)
  .openapi('ApplicationSettingsChange')

export const applicationView = z
  .object({
    id: id('app_06f2k'),
    clientId: text(),
    label: text(),
    type: z.enum(APPLICATION_TYPES),
    status: z.enum(['active', 'inactive']),
    settings: applicationSettings,
    embedUrl: address.openapi({ description: 'The address of its tile.' }),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Application')

export const secretView = z
  .object({ id: id('sec_06f2k'), status: z.enum(['active', 'inactive']), createdAt: time })
  .openapi('ApplicationSecret')

/** The one time that a secret is told. */
export const newSecret = secretView
  .extend({ secret: z.string().openapi({ description: 'Shown once and never again.' }) })
  .openapi('NewApplicationSecret')

export const assignments = z
  .strictObject({
    everyone: z.boolean(),
    groups: z.array(id('grp_06f2k')).max(1_000),
    users: z.array(id('usr_06f2k')).max(1_000),
  })
  .openapi('Assignments')

export const applicationCreation = z
  .strictObject({
    label: name(),
    type: z.enum(APPLICATION_TYPES),
    clientId: z
      .string()
      .regex(/^[\x21-\x7e]{6,100}$/, {
        message: 'A client ID has 6 to 100 visible characters, no spaces.',
      })
      .optional()
      .openapi({ description: 'Made here unless it must be one that is known elsewhere.' }),
    settings: applicationSettingsChange.optional(),
    assignments: assignments.optional().openapi({ description: 'Nobody, unless said.' }),
  })
  .openapi('ApplicationCreation')

export const newApplication = applicationView
  .extend({
    clientSecret: z.string().nullable().openapi({
      description: 'Shown once and never again; null for an application without a secret.',
    }),
  })
  .openapi('NewApplication')

export const applicationChange = z
  .strictObject({ label: name().optional(), settings: applicationSettingsChange.optional() })
  .openapi('ApplicationChange')
