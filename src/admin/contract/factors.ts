import { createRoute, z } from '@hono/zod-openapi'
import { json, nothing, refusals } from './answers.ts'
import { id, idParam, text, time } from './fields.ts'

const tags = ['People']
const params = idParam('usr_06f2k')

const factor = z
  .object({
    id: id('fct_06f2k'),
    kind: z.enum(['otp', 'passkey']).openapi({ description: '`otp` is an authenticator app.' }),
    name: text(),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .openapi('SecondFactor')

const factors = z
  .object({ items: z.array(factor), recoveryCodesLeft: z.number().int() })
  .openapi('SecondFactors')

export const listFactors = createRoute({
  method: 'get',
  path: '/users/{id}/factors',
  operationId: 'listFactors',
  tags,
  summary: 'The second factors of a person; never what would prove one',
  request: { params },
  responses: { 200: json(factors, 'All.'), ...refusals(404) },
})

export const resetFactors = createRoute({
  method: 'post',
  path: '/users/{id}/reset-factors',
  operationId: 'resetFactors',
  tags,
  summary: 'Take all second factors and recovery codes of somebody else away',
  request: { params },
  responses: { 204: nothing, ...refusals(404, 412) },
})
