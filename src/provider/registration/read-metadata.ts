import { z } from 'zod'
import { Failure, type FieldFault } from '../../base/errors.ts'
import {
  APPLICATION_TYPES,
  GRANT_TYPES,
  TOKEN_AUTH_METHODS,
} from '../../core/applications/application.ts'

/** As much as the admin API takes of each. */
const address = z.string().max(2_000)
const addresses = z.array(address).max(200)

const NOT_DONE = 'This is not done here: leave it out.'
const notDone = z.undefined(NOT_DONE).optional()
const only = (value: string | boolean) => z.literal(value, `Only ${value} is done here.`).optional()
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `This is one of ${values.join(', ')}.`)

const RESPONSE_PARTS = ['code', 'id_token', 'token']
const responseType = z
  .string()
  .refine((type) => type.split(' ').every((part) => RESPONSE_PARTS.includes(part)), {
    message: 'A response type is made of code, id_token and token.',
  })

/**
 * What an application can say of itself: RFC 7591 section 2, OpenID Connect Registration 1.0 section
 * 2, the two of logout, and Okta's. Members that nobody here knows are ignored, as RFC 7591 has it;
 * those that would promise what is not done are refused, or it would show at the first sign-in.
 */
const metadata = z.object({
  client_name: z
    .string('Give the name that people see.')
    .trim()
    .min(1, 'Give the name that people see.')
    .max(200),
  application_type: oneOf(APPLICATION_TYPES).optional(),
  grant_types: z.array(oneOf(GRANT_TYPES)).max(20).optional(),
  response_types: z.array(responseType).max(20).optional(),
  token_endpoint_auth_method: oneOf(TOKEN_AUTH_METHODS).optional(),
  redirect_uris: addresses.optional(),
  post_logout_redirect_uris: addresses.optional(),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(20) }).optional(),
  jwks_uri: address.optional(),
  logo_uri: address.optional(),
  initiate_login_uri: address.optional(),
  backchannel_logout_uri: address.optional(),
  backchannel_logout_session_required: z.boolean().optional(),
  frontchannel_logout_uri: address.optional(),
  frontchannel_logout_session_required: z.boolean().optional(),
  dpop_bound_access_tokens: z.boolean().optional(),
  consent_method: oneOf(['TRUSTED', 'REQUIRED']).optional(),

  subject_type: only('public'),
  tls_client_certificate_bound_access_tokens: only(false),
  require_pushed_authorization_requests: only(false),
  require_signed_request_object: only(false),
  sector_identifier_uri: notDone,
  default_max_age: notDone,
  default_acr_values: notDone,
  request_object_signing_alg: notDone,
  authorization_signed_response_alg: notDone,
  userinfo_signed_response_alg: notDone,
  userinfo_encrypted_response_alg: notDone,
  id_token_encrypted_response_alg: notDone,
  /** Each server signs with its own, and says with which in its document. */
  id_token_signed_response_alg: oneOf(['RS256', 'ES256']).optional(),

  client_id: z.string().max(200).optional(),
  client_secret: z.string().max(200).optional(),
})

export type Metadata = z.output<typeof metadata>

export function readMetadata(body: unknown): Metadata {
  const read = metadata.safeParse(withoutNulls(body))
  if (read.success) return read.data
  throw refusedMetadata(
    read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  )
}

/** Null is how a member is left out (RFC 7592 section 2.2). */
function withoutNulls(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

/** The paths of the faults are names of members. */
export function refusedMetadata(fields: readonly FieldFault[]): Failure {
  return new Failure('invalid_input', 'The client metadata cannot be used.', { fields })
}
