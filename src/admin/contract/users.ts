import { createRoute, z } from '@hono/zod-openapi'
import { ROLES, USER_STATUSES } from '../../core/users/user.ts'
import { body, json, nothing, refusals, versioned } from './answers.ts'
import {
  id,
  idempotencyKey,
  idParam,
  ifMatch,
  pageOf,
  searchQuery,
  text,
  time,
  webAddress,
} from './fields.ts'
import { membershipSources } from './membership-sources.ts'
import { sessionPage } from './sessions.ts'

const tags = ['People']
const params = idParam('usr_06f2k')
const line = text().optional()

const profile = z.strictObject({
  name: line,
  givenName: line,
  middleName: line,
  familyName: line,
  nickname: line,
  profileUrl: webAddress.optional(),
  picture: webAddress.optional(),
  website: webAddress.optional(),
  gender: line,
  birthdate: line,
  zoneinfo: line,
  locale: line,
  phoneNumber: line,
  address: z
    .strictObject({
      streetAddress: line,
      locality: line,
      region: line,
      postalCode: line,
      country: line,
    })
    .optional(),
})

export const userView = z
  .object({
    id: id('usr_06f2k'),
    login: text(254),
    email: text(254),
    emailVerified: z.boolean(),
    /** Never empty: what lists and headings show. */
    displayName: text(500),
    profile,
    status: z.enum(USER_STATUSES),
    role: z.enum(ROLES).openapi({
      description: 'What counts: the highest of what was given by hand and by claims.',
    }),
    manualRole: z.enum(ROLES).openapi({ description: 'What was given by hand.' }),
    hasPassword: z.boolean(),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('User')

const listedUser = userView
  .extend({
    openInvitation: z.boolean().openapi({
      description: 'Whether a link to set the first password waits to be used.',
    }),
  })
  .openapi('ListedUser')

const password = z
  .string()
  .max(256)
  .openapi({ description: '8 to 256 characters.', format: 'password' })

export const userCreation = z
  .strictObject({
    login: text(254),
    email: text(254).optional().openapi({ description: 'Without it the login is the address.' }),
    emailVerified: z.boolean().optional(),
    profile: profile.optional(),
    role: z.enum(ROLES).optional(),
    status: z.enum(['staged', 'active']).optional(),
    password: password.optional(),
  })
  .openapi('UserCreation')

export const userChange = z
  .strictObject({
    login: text(254).optional(),
    email: text(254).optional(),
    emailVerified: z.boolean().optional(),
    profile: profile.optional().openapi({ description: 'The whole profile, as it shall be.' }),
    role: z.enum(ROLES).optional().openapi({
      description: 'The role given by hand. What claims give stays beside it.',
    }),
  })
  .openapi('UserChange')

const passwordReset = z
  .strictObject({
    password: password
      .optional()
      .openapi({ description: 'Without it one is made up and shown once.' }),
  })
  .openapi('PasswordReset')

const newPassword = z
  .object({
    password: z.string().nullable().openapi({ description: 'What was made up; else null.' }),
  })
  .openapi('NewPassword')

const identityView = z
  .object({
    connectionId: id('con_06f2k'),
    connectionName: text(),
    subject: text(2_000),
    createdAt: time,
    lastUsedAt: time,
    givenRole: z
      .enum(ROLES)
      .nullable()
      .openapi({ description: 'What its claims make the person.' }),
  })
  .openapi('Identity')

const membershipView = z
  .object({ id: id('grp_06f2k'), name: text(), description: text(2_000), ...membershipSources })
  .openapi('Membership')

export const listUsers = createRoute({
  method: 'get',
  path: '/users',
  operationId: 'listUsers',
  tags,
  summary:
    'People in the order of their logins; with `q` those of whom login, address or a word of the name begins so',
  request: { query: searchQuery.extend({ status: z.enum(USER_STATUSES).optional() }) },
  responses: { 200: json(pageOf(listedUser, 'UserPage'), 'A page.'), ...refusals() },
})

export const createUser = createRoute({
  method: 'post',
  path: '/users',
  operationId: 'createUser',
  tags,
  summary: 'Add a person',
  request: { headers: idempotencyKey, body: body(userCreation) },
  responses: { 201: versioned(userView, 'The person.'), ...refusals(409) },
})

export const getUser = createRoute({
  method: 'get',
  path: '/users/{id}',
  operationId: 'getUser',
  tags,
  summary: 'One person',
  request: { params },
  responses: { 200: versioned(userView, 'The person.'), ...refusals(404) },
})

export const updateUser = createRoute({
  method: 'patch',
  path: '/users/{id}',
  operationId: 'updateUser',
  tags,
  summary: 'Change a person',
  request: { params, headers: ifMatch, body: body(userChange) },
  responses: {
    200: versioned(userView, 'The person now.'),
    ...refusals(404, 409, 412, 428),
  },
})

const lifecycle = <P extends string>(action: P, summary: string) =>
  createRoute({
    method: 'post',
    path: `/users/{id}/${action}`,
    operationId: `${action}User`,
    tags,
    summary,
    request: { params },
    responses: { 200: versioned(userView, 'The person now.'), ...refusals(404, 409, 412) },
  })

export const activateUser = lifecycle('activate', 'Let a person sign in')
export const suspendUser = lifecycle(
  'suspend',
  'Shut a person out for a while; ends their sessions and tokens',
)
export const deactivateUser = lifecycle(
  'deactivate',
  'Shut a person out; ends their sessions and tokens',
)

export const resetPassword = createRoute({
  method: 'post',
  path: '/users/{id}/reset-password',
  operationId: 'resetPassword',
  tags,
  summary: 'Give a person another password; ends their sessions and tokens',
  request: { params, body: body(passwordReset) },
  responses: { 200: json(newPassword, 'Shown once.'), ...refusals(404, 412) },
})

export const listGroupsOfUser = createRoute({
  method: 'get',
  path: '/users/{id}/groups',
  operationId: 'listGroupsOfUser',
  tags,
  summary: 'The groups a person is in, by name',
  request: { params },
  responses: { 200: json(z.object({ items: z.array(membershipView) }), 'All.'), ...refusals(404) },
})

export const listIdentities = createRoute({
  method: 'get',
  path: '/users/{id}/identities',
  operationId: 'listIdentities',
  tags,
  summary: 'What connections call this person',
  request: { params },
  responses: { 200: json(z.object({ items: z.array(identityView) }), 'All.'), ...refusals(404) },
})

export const listSessionsOfUser = createRoute({
  method: 'get',
  path: '/users/{id}/sessions',
  operationId: 'listSessionsOfUser',
  tags,
  summary: 'Where a person is signed in, the latest seen first',
  request: { params },
  responses: { 200: json(sessionPage, 'At most a hundred.'), ...refusals(404) },
})

export const endSessionsOfUser = createRoute({
  method: 'delete',
  path: '/users/{id}/sessions',
  operationId: 'endSessionsOfUser',
  tags,
  summary: 'Sign a person out everywhere; ends the tokens given out too',
  request: { params },
  responses: { 204: nothing, ...refusals(404) },
})
