import { z } from 'zod'
import { RULE_GRANTS } from '../core/authorization-servers/access-policy.ts'
import { PROFILE_ATTRIBUTES } from '../core/authorization-servers/custom-claim.ts'
import { parseSlug } from '../core/organizations/organization.ts'
import { duration, parsed, text } from './fields.ts'

const scope = z.strictObject({
  name: text,
  displayName: z.string().optional(),
  description: z.string().optional(),
  consent: z.enum(['implicit', 'required']).optional(),
  default: z.boolean().optional(),
  published: z.boolean().optional(),
})

const claim = z.strictObject({
  name: text,
  token: z.enum(['id_token', 'access_token']),
  value: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
    z.strictObject({ kind: z.literal('profile'), attribute: z.enum(PROFILE_ATTRIBUTES) }),
    z.strictObject({
      kind: z.literal('groups'),
      filter: z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']),
      value: z.string(),
    }),
  ]),
  scopes: z.array(text).optional(),
  active: z.boolean().optional(),
})

const rule = z.strictObject({
  name: text,
  active: z.boolean().optional(),
  grantTypes: z.array(z.enum(RULE_GRANTS)).min(1).optional(),
  people: z
    .union([
      z.literal('everyone'),
      z.strictObject({ users: z.array(text).optional(), groups: z.array(text).optional() }),
    ])
    .optional(),
  scopes: z.union([z.literal('any'), z.array(text)]).optional(),
  accessTokenLifetime: duration.optional(),
  refreshTokenLifetime: duration.optional(),
  refreshTokenIdle: duration.optional(),
})

const policy = z.strictObject({
  name: text,
  active: z.boolean().optional(),
  applications: z.union([z.literal('all'), z.array(text)]).optional(),
  rules: z.array(rule),
})

/** A given list replaces the whole list; what its entries leave out has its default. */
export const declaredServer = z.strictObject({
  slug: parsed(parseSlug),
  name: text.optional(),
  audience: text.optional(),
  signingAlg: z.enum(['RS256', 'ES256']).optional(),
  accessTokenLifetime: duration.optional(),
  idTokenLifetime: duration.optional(),
  refreshTokenLifetime: duration.optional(),
  scopes: z.array(scope).optional(),
  claims: z.array(claim).optional(),
  accessPolicies: z.array(policy).optional(),
})

export type DeclaredServer = z.output<typeof declaredServer>
export type DeclaredPolicy = z.output<typeof policy>
export type DeclaredRule = z.output<typeof rule>
