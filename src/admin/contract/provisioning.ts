import { createRoute, z } from '@hono/zod-openapi'
import { LONGEST_PROVISIONING_DAYS } from '../../core/provisioning/provisioning-token.ts'
import { body, json, nothing, refusals } from './answers.ts'
import { address, id, idempotencyKey, idParam, name, text, time } from './fields.ts'

const tags = ['Connections']
const params = idParam('con_06f2k')

const tokenView = z
  .object({
    id: id('pvt_06f2k'),
    name: text(),
    createdAt: time,
    expiresAt: time,
    lastUsedAt: time.nullable(),
  })
  .openapi('ProvisioningToken')

export const view = z
  .object({
    baseUrl: address.openapi({ description: 'What the provider is given as SCIM base URL.' }),
    people: z.number().int().openapi({ description: 'How many the provider tells of.' }),
    groups: z.number().int(),
    tokens: z.array(tokenView).openapi({ description: 'The newest first; never their values.' }),
  })
  .openapi('Provisioning')

export const getProvisioning = createRoute({
  method: 'get',
  path: '/connections/{id}/provisioning',
  operationId: 'getProvisioning',
  tags,
  summary: 'How its provider tells of people and groups (SCIM), and with which tokens',
  request: { params },
  responses: { 200: json(view, 'What is set up.'), ...refusals(404) },
})

const creation = z
  .strictObject({
    name: name(),
    expiresInDays: z.number().int().min(1).max(LONGEST_PROVISIONING_DAYS).default(365),
  })
  .openapi('ProvisioningTokenCreation')

export const newToken = tokenView
  .extend({ token: z.string().openapi({ description: 'Shown once and never again.' }) })
  .openapi('NewProvisioningToken')

export const createProvisioningToken = createRoute({
  method: 'post',
  path: '/connections/{id}/provisioning/tokens',
  operationId: 'createProvisioningToken',
  tags,
  summary: 'Make a token for the provider, of ten at most; it is shown this once',
  request: { params, headers: idempotencyKey, body: body(creation) },
  responses: { 201: json(newToken, 'The token.'), ...refusals(404, 409, 412) },
})

export const revokeProvisioningToken = createRoute({
  method: 'delete',
  path: '/connections/{id}/provisioning/tokens/{tokenId}',
  operationId: 'revokeProvisioningToken',
  tags,
  summary: 'Revoke a token: the provider is refused with it from now on',
  request: {
    params: params.extend({
      tokenId: id('pvt_06f2k').openapi({ param: { name: 'tokenId', in: 'path' } }),
    }),
  },
  responses: { 204: nothing, ...refusals(404) },
})
