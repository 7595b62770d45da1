import { createRoute, z } from '@hono/zod-openapi'
import { TEST_OUTCOMES } from '../../core/connection-tests/connection-test.ts'
import { ROLES } from '../../core/users/user.ts'
import { body, json, refusals } from './answers.ts'
import { connectionChange, connectionCreation } from './connections.ts'
import { address, id, idParam, text, time } from './fields.ts'
import { cause } from './sign-ins.ts'

const tags = ['Connections']

const asked = z
  .strictObject({
    connectionId: id('con_06f2k').optional(),
    change: connectionChange.optional().openapi({
      description: 'What would be changed about it. The stored secret is used at its own provider.',
    }),
    creation: connectionCreation.optional().openapi({
      description: 'A connection that is not saved, in place of `connectionId`.',
    }),
  })
  .refine((one) => (one.connectionId === undefined) === (one.creation !== undefined), {
    message: 'Name either a connection or the values of a new one.',
  })
  .openapi('ConnectionTestRequest')

const begun = z
  .object({
    id: id('tst_06f2k'),
    location: address.openapi({ description: 'Where this browser goes now, within ten minutes.' }),
  })
  .openapi('ConnectionTestBegun')

const summary = {
  id: id('tst_06f2k'),
  connectionId: id('con_06f2k').nullable().openapi({ description: 'Null where it is not saved.' }),
  outcome: z.enum(TEST_OUTCOMES),
  signIn: text().openapi({ description: 'The code of the attempt among the sign-ins.' }),
  at: time,
  by: z.object({ id: id('usr_06f2k'), login: z.string().nullable() }),
}

const by = { rule: z.number().int(), value: z.string() }
const group = z.object({ id: id('grp_06f2k'), name: z.string() })
export const signInPlan = z.object({
  how: z.enum(['known', 'link', 'create', 'prove', 'refuse']),
  because: z.string().openapi({ description: 'The rule that decides, in a sentence.' }),
  check: z.string().nullable(),
  expected: z.string().nullable(),
  received: z.string().nullable(),
  person: z
    .object({
      id: id('usr_06f2k').nullable(),
      login: z.string(),
      name: z.string(),
      email: z.string(),
    })
    .nullable(),
  groups: z.array(group.extend({ ...by, isNew: z.boolean() })),
  leaves: z.array(group),
  role: z
    .object({
      role: z.enum(ROLES),
      before: z.enum(ROLES).nullable(),
      by: z.object({ ...by, role: z.enum(ROLES) }).nullable(),
    })
    .nullable(),
  notes: z.array(z.string()),
})

const view = z
  .object({
    ...summary,
    connectionName: z.string(),
    issuer: address,
    claims: z.array(
      z.object({
        name: z.string(),
        source: z.enum(['id_token', 'userinfo']),
        value: z.string().nullable().openapi({
          description: 'For the administrator who ran the test; null for everybody else.',
        }),
      }),
    ),
    plan: signInPlan.nullable(),
    cause,
  })
  .openapi('ConnectionTest')

export const testConnection = createRoute({
  method: 'post',
  path: '/connections/test',
  operationId: 'testConnection',
  tags,
  summary: 'Begin a test sign-in through a connection, saved or not; nobody is signed in by it',
  request: { body: body(asked) },
  responses: { 201: json(begun, 'Where the browser goes.'), ...refusals(404) },
})

export const getConnectionTest = createRoute({
  method: 'get',
  path: '/connections/tests/{testId}',
  operationId: 'getConnectionTest',
  tags,
  summary: 'What came of a test sign-in',
  request: {
    params: z.object({
      testId: id('tst_06f2k').openapi({ param: { name: 'testId', in: 'path' } }),
    }),
  },
  responses: { 200: json(view, 'The evidence.'), ...refusals(404) },
})

export const listConnectionTests = createRoute({
  method: 'get',
  path: '/connections/{id}/tests',
  operationId: 'listConnectionTests',
  tags,
  summary: 'The newest test sign-ins through a connection',
  request: { params: idParam('con_06f2k') },
  responses: {
    200: json(
      z.object({ items: z.array(z.object(summary)) }).openapi('ConnectionTestList'),
      'Ten at most, kept for 30 days.',
    ),
    ...refusals(404),
  },
})
