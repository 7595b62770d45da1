import { z } from '@hono/zod-openapi'
import { LIMITS, RULE_GRANTS } from '../../core/authorization-servers/access-policy.ts'
import { PROFILE_ATTRIBUTES } from '../../core/authorization-servers/custom-claim.ts'
import { id, name, text } from './fields.ts'

const scopeName = z.string().min(1).max(100).openapi({ example: 'orders:read' })
const scopeNames = z.array(scopeName).max(200)

export const scope = z
  .strictObject({
    name: scopeName,
    displayName: text(),
    description: text(500),
    consent: z.enum(['implicit', 'required']),
    default: z.boolean(),
    published: z.boolean(),
  })
  .openapi('Scope')

export const claim = z
  .strictObject({
    name: z.string().min(1).max(100).openapi({ example: 'plan' }),
    token: z.enum(['id_token', 'access_token']),
    value: z.union([
      z.strictObject({ kind: z.literal('text'), text: text(1_000) }),
      z.strictObject({ kind: z.literal('profile'), attribute: z.enum(PROFILE_ATTRIBUTES) }),
      z.strictObject({
        kind: z.literal('groups'),
        filter: z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']),
        value: text(),
      }),
    ]),
    scopes: scopeNames.openapi({ description: 'Only with one of these; always when empty.' }),
    active: z.boolean(),
  })
  .openapi('CustomClaim')

const lifetime = ([least, most]: readonly [number, number]) =>
  z.number().int().min(least).max(most).optional()

const rule = z
  .strictObject({
    name: name(),
    active: z.boolean(),
    grantTypes: z.array(z.enum(RULE_GRANTS)).min(1).max(RULE_GRANTS.length),
    people: z
      .union([
        z.literal('everyone'),
        z.strictObject({
          users: z.array(id('usr_06f2k')).max(500),
          groups: z.array(id('grp_06f2k')).max(500),
        }),
      ])
      .openapi({ description: 'Of those who are assigned to the application.' }),
    scopes: z
      .union([z.literal('any'), scopeNames])
      .openapi({ description: 'Everything that is asked for must be among them.' }),
    accessTokenMs: lifetime(LIMITS.accessTokenMs).openapi({ description: "Else the server's." }),
    refreshTokenMs: lifetime(LIMITS.refreshTokenMs),
    refreshTokenIdleMs: lifetime(LIMITS.refreshTokenIdleMs),
  })
  .openapi('AccessRule')

export const policy = z
  .strictObject({
    name: name(),
    active: z.boolean(),
    applications: z.union([z.literal('all'), z.array(id('app_06f2k')).max(500)]),
    rules: z
      .array(rule)
      .max(50)
      .openapi({ description: 'In order: the first that matches decides.' }),
  })
  .openapi('AccessPolicy')
