import { createRoute, z } from '@hono/zod-openapi'
import {
  CLIENT_AUTH_METHODS,
  LINKINGS,
  SECOND_FACTOR_AT_PROVIDER,
  TEMPLATES,
} from '../../core/connections/connection.ts'
import {
  LONGEST_RULE_VALUE,
  MOST_RULES,
  RULE_MATCHES,
  SYNC_MODES,
} from '../../core/mapping/mapping-rule.ts'
import { ROLES } from '../../core/users/user.ts'
import { body, json, nothing, refusals, versioned } from './answers.ts'
import { healthState } from './connection-health.ts'
import {
  address,
  id,
  idempotencyKey,
  idParam,
  ifMatch,
  name,
  picture,
  slug,
  text,
  time,
} from './fields.ts'

const tags = ['Connections']
const params = idParam('con_06f2k')

const claims = z.strictObject({ email: name(), groups: name(), name: name(), login: name() })

const rule = z
  .strictObject({
    claim: name().optional().openapi({
      description:
        'Without it the groups claim. Where none has the whole name, a path: `realm_access.roles`.',
    }),
    match: z.enum(RULE_MATCHES),
    value: text(LONGEST_RULE_VALUE).optional(),
    group: id('grp_06f2k').optional(),
    sameName: z.boolean().optional().openapi({
      description: 'Every value that matches gives the group here that has its name.',
    }),
    role: z.enum(ROLES).optional().openapi({
      description: 'Of several rules that give a role the first that matches counts.',
    }),
    allowOwner: z.boolean().optional().openapi({
      description: 'Must be said beside the role `owner`.',
    }),
  })
  .openapi('MappingRule')

export const mapping = z
  .strictObject({
    sync: z.enum(SYNC_MODES).openapi({
      description:
        '`full`: groups that the claims no longer give are left. `add`: none is. Roles always follow.',
    }),
    rules: z.array(rule).max(MOST_RULES),
  })
  .openapi('Mapping')

const settings = z.strictObject({
  scopes: z.array(name()).max(50),
  claims,
  trustedDomains: z.array(name(253)).max(200).openapi({
    description: 'Domains whose addresses this provider is believed to have checked.',
  }),
  homeDomains: z.array(name(253)).max(200).openapi({
    description:
      'Domains whose people are sent here, where the login screen asks for the e-mail first.',
  }),
  signUp: z.boolean(),
  linking: z.enum(LINKINGS).openapi({
    description:
      'A first sign-in that meets an account: refused, or tied once its password is typed.',
  }),
  mapping,
  secondFactor: z.enum(SECOND_FACTOR_AT_PROVIDER).openapi({
    description:
      '`trust`: whoever this provider says showed two factors (`amr`) is not asked for one here.',
  }),
  signOutAtProvider: z.boolean(),
  buttonLabel: text(60).nullable().openapi({
    description: 'The whole text of its button, in place of "Sign in with NAME".',
  }),
  secretExpiresOn: text(40).nullable().openapi({
    description: 'The day that the client secret expires, such as 2027-03-31.',
  }),
  icon: picture.nullable(),
  callback: z.enum(['shared', 'own']).optional(),
})

export const connectionView = z
  .object({
    id: id('con_06f2k'),
    slug: text(),
    name: text(),
    template: z.enum(TEMPLATES),
    enabled: z.boolean(),
    position: z.number().int(),
    wellKnownUrl: address,
    issuer: address,
    clientId: text(),
    clientAuthMethod: z.enum(CLIENT_AUTH_METHODS),
    hasClientSecret: z.boolean(),
    hasPrivateKey: z.boolean(),
    settings,
    redirectUri: address.openapi({ description: 'What to give the provider as redirect URI.' }),
    initiateLoginUri: address,
    postLogoutRedirectUri: address,
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Connection')

/** Secrets are written and never read; spaces around what was pasted are dropped. */
const writable = {
  slug,
  name: name(),
  template: z.enum(TEMPLATES),
  enabled: z.boolean(),
  wellKnownUrl: address,
  clientId: name(1_000),
  clientAuthMethod: z.enum(CLIENT_AUTH_METHODS),
  clientSecret: text(4_000).openapi({ format: 'password', writeOnly: true } as object),
  privateKey: text(20_000).openapi({
    format: 'password',
    writeOnly: true,
    description: 'A private JWK as JSON.',
  } as object),
  settings: z.strictObject(settings.partial().shape),
}

const checking = z.enum(['required', 'skip']).default('required').openapi({
  description:
    '`skip` saves without asking the provider, for one that is not up yet. Its issuer is then the one that the well-known URL implies, until it is enabled: that looks again.',
})

export const connectionCreation = z
  .strictObject({
    ...writable,
    template: writable.template.default('oidc'),
    enabled: writable.enabled.default(true),
    clientAuthMethod: writable.clientAuthMethod.default('client_secret_basic'),
    clientSecret: writable.clientSecret.optional(),
    privateKey: writable.privateKey.optional(),
    settings: writable.settings.optional(),
    check: checking,
  })
  .openapi('ConnectionCreation')

export const connectionChange = z
  .strictObject({ ...z.strictObject(writable).partial().shape, check: checking })
  .openapi('ConnectionChange')

const order = z.strictObject({ ids: z.array(id('con_06f2k')).max(100) }).openapi('ConnectionOrder')
const listed = z
  .object({ ...connectionView.shape, health: healthState })
  .openapi('ListedConnection')
const connectionList = z.object({ items: z.array(listed) }).openapi('ConnectionList')

export const pasted = z.strictObject({ text: z.string().max(4_000) }).openapi('Pasted')

export const recognised = z
  .object({
    kind: z.enum(['well-known-url', 'issuer', 'organization', 'admin-console', 'unknown']).openapi({
      description: 'What was pasted.',
    }),
    wellKnownUrl: address.nullable().openapi({ description: 'What to use.' }),
    template: z.enum(TEMPLATES),
    server: z.enum(['organization', 'custom']).nullable().openapi({
      description:
        "Whether it is the provider's organization server or a custom authorization server.",
    }),
    notes: z.array(z.string()).openapi({ description: 'What follows, in sentences.' }),
  })
  .openapi('Recognised')

export const listConnections = createRoute({
  method: 'get',
  path: '/connections',
  operationId: 'listConnections',
  tags,
  summary: 'Every connection, in the order of the login screen',
  responses: { 200: json(connectionList, 'All.'), ...refusals() },
})

export const createConnection = createRoute({
  method: 'post',
  path: '/connections',
  operationId: 'createConnection',
  tags,
  summary: 'Add a connection, after looking at its provider',
  request: { headers: idempotencyKey, body: body(connectionCreation) },
  responses: { 201: versioned(connectionView, 'The connection.'), ...refusals(409) },
})

export const recogniseConnection = createRoute({
  method: 'post',
  path: '/connections/recognise',
  operationId: 'recogniseConnection',
  tags,
  summary: 'What a pasted address is, and the well-known URL that was meant',
  request: { body: body(pasted) },
  responses: { 200: json(recognised, 'What it is.'), ...refusals() },
})

export const orderConnections = createRoute({
  method: 'put',
  path: '/connections/order',
  operationId: 'orderConnections',
  tags,
  summary: 'The order of the buttons: every id, once',
  request: { body: body(order) },
  responses: { 200: json(connectionList, 'In the new order.'), ...refusals(412) },
})

export const getConnection = createRoute({
  method: 'get',
  path: '/connections/{id}',
  operationId: 'getConnection',
  tags,
  summary: 'One connection',
  request: { params },
  responses: { 200: versioned(connectionView, 'The connection.'), ...refusals(404) },
})

export const updateConnection = createRoute({
  method: 'patch',
  path: '/connections/{id}',
  operationId: 'updateConnection',
  tags,
  summary: 'Change a connection; another provider asks for the secret anew',
  request: { params, headers: ifMatch, body: body(connectionChange) },
  responses: {
    200: versioned(connectionView, 'The connection now.'),
    ...refusals(404, 409, 412, 428),
  },
})

const lifecycle = <P extends string>(action: P, summary: string) =>
  createRoute({
    method: 'post',
    path: `/connections/{id}/${action}`,
    operationId: `${action}Connection`,
    tags,
    summary,
    request: { params },
    responses: {
      200: versioned(connectionView, 'The connection now.'),
      ...refusals(404, 409, 412),
    },
  })

export const enableConnection = lifecycle(
  'enable',
  'Show its button, after looking at its provider',
)
export const disableConnection = lifecycle(
  'disable',
  'Take its button away; nobody signs in through it',
)

export const deleteConnection = createRoute({
  method: 'delete',
  path: '/connections/{id}',
  operationId: 'deleteConnection',
  tags,
  summary: 'Delete a connection and what ties people to it',
  request: { params },
  responses: { 204: nothing, ...refusals(404, 409, 412) },
})
