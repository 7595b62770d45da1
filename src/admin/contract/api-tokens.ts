import { createRoute, z } from '@hono/zod-openapi'
import { LONGEST_TOKEN_DAYS, SCOPES } from '../../core/api-tokens/api-token.ts'
import { body, json, nothing, refusals } from './answers.ts'
import { id, idempotencyKey, idParam, name, text, time } from './fields.ts'

const tags = ['API tokens']
const params = idParam('tok_06f2k')

export const tokenView = z
  .object({
    id: id('tok_06f2k'),
    name: text(),
    scopes: z.array(z.enum(SCOPES)),
    userId: id('usr_06f2k').openapi({
      description: 'Who made it. It can do what this person may do, as far as its scopes go.',
    }),
    createdAt: time,
    expiresAt: time,
    lastUsedAt: time.nullable(),
  })
  .openapi('ApiToken')

export const tokenCreation = z
  .strictObject({
    name: name(),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    expiresInDays: z.number().int().min(1).max(LONGEST_TOKEN_DAYS).default(90),
  })
  .openapi('ApiTokenCreation')

export const newToken = tokenView
  .extend({ token: z.string().openapi({ description: 'Shown once and never again.' }) })
  .openapi('NewApiToken')

export const listTokens = createRoute({
  method: 'get',
  path: '/api-tokens',
  operationId: 'listApiTokens',
  tags,
  summary: 'The tokens of the organization, newest first; never their values',
  responses: { 200: json(z.object({ items: z.array(tokenView) }), 'All.'), ...refusals() },
})

export const createToken = createRoute({
  method: 'post',
  path: '/api-tokens',
  operationId: 'createApiToken',
  tags,
  summary: 'Make a token for a program; it is shown this once',
  request: { headers: idempotencyKey, body: body(tokenCreation) },
  responses: { 201: json(newToken, 'The token.'), ...refusals(409) },
})

export const getToken = createRoute({
  method: 'get',
  path: '/api-tokens/{id}',
  operationId: 'getApiToken',
  tags,
  summary: 'One token, not its value',
  request: { params },
  responses: { 200: json(tokenView, 'The token.'), ...refusals(404) },
})

export const deleteToken = createRoute({
  method: 'delete',
  path: '/api-tokens/{id}',
  operationId: 'deleteApiToken',
  tags,
  summary: 'Revoke a token at once',
  request: { params },
  responses: { 204: nothing, ...refusals(404) },
})
