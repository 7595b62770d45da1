import { createRoute, z } from '@hono/zod-openapi'
import { DAY, MINUTE } from '../../base/clock.ts'
import { body, json, refusals, versioned } from './answers.ts'
import { claim, policy, scope } from './authorization-server-fields.ts'
import { address, id, idempotencyKey, idParam, ifMatch, name, slug, text, time } from './fields.ts'

const tags = ['Authorization servers']
const params = idParam('aus_06f2k')

const settings = {
  name: name(),
  audience: name(2_000).openapi({ description: 'The `aud` of access tokens.' }),
  signingAlg: z.enum(['RS256', 'ES256']),
  accessTokenMs: z
    .number()
    .int()
    .min(5 * MINUTE)
    .max(DAY),
  idTokenMs: z
    .number()
    .int()
    .min(5 * MINUTE)
    .max(DAY),
  refreshTokenMs: z
    .number()
    .int()
    .min(10 * MINUTE)
    .max(5 * 365 * DAY),
  scopes: z.array(scope).max(200),
  claims: z.array(claim).max(100),
  accessPolicies: z
    .array(policy)
    .max(50)
    .openapi({ description: 'By priority: the first that applies to the application decides.' }),
}
const settingsChange = z.strictObject(z.strictObject(settings).partial().shape)

export const serverView = z
  .object({
    id: id('aus_06f2k'),
    slug: text(),
    issuer: address,
    settings: z.object(settings),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('AuthorizationServer')

export const serverCreation = z
  .strictObject({ slug, settings: settingsChange.optional() })
  .openapi('AuthorizationServerCreation')

export const serverChange = z
  .strictObject({ settings: settingsChange })
  .openapi('AuthorizationServerChange')

export const keyView = z
  .object({
    id: id('key_06f2k'),
    alg: z.enum(['RS256', 'ES256']),
    status: z.enum(['next', 'current', 'previous']),
    publicJwk: z.record(z.string(), z.unknown()),
    createdAt: time,
    retiresAt: time.nullable(),
  })
  .openapi('SigningKey')
const keyList = z.object({ items: z.array(keyView) }).openapi('SigningKeyList')

export const listServers = createRoute({
  method: 'get',
  path: '/authorization-servers',
  operationId: 'listAuthorizationServers',
  tags,
  summary: 'Every issuer of the organization',
  responses: { 200: json(z.object({ items: z.array(serverView) }), 'All.'), ...refusals() },
})

export const createServer = createRoute({
  method: 'post',
  path: '/authorization-servers',
  operationId: 'createAuthorizationServer',
  tags,
  summary: 'Add a custom authorization server with its keys',
  request: { headers: idempotencyKey, body: body(serverCreation) },
  responses: { 201: versioned(serverView, 'The server.'), ...refusals(409) },
})

export const getServer = createRoute({
  method: 'get',
  path: '/authorization-servers/{id}',
  operationId: 'getAuthorizationServer',
  tags,
  summary: 'One issuer',
  request: { params },
  responses: { 200: versioned(serverView, 'The server.'), ...refusals(404) },
})

export const updateServer = createRoute({
  method: 'patch',
  path: '/authorization-servers/{id}',
  operationId: 'updateAuthorizationServer',
  tags,
  summary: 'Change its settings; another algorithm signs from the next rotation on',
  request: { params, headers: ifMatch, body: body(serverChange) },
  responses: { 200: versioned(serverView, 'The server now.'), ...refusals(404, 412, 428) },
})

export const listKeys = createRoute({
  method: 'get',
  path: '/authorization-servers/{id}/keys',
  operationId: 'listKeys',
  tags,
  summary: 'The keys that are published; never their private halves',
  request: { params },
  responses: { 200: json(keyList, 'The current one first.'), ...refusals(404) },
})

export const rotateKeys = createRoute({
  method: 'post',
  path: '/authorization-servers/{id}/keys/rotate',
  operationId: 'rotateKeys',
  tags,
  summary: 'Sign with the next key; the one before stays published while its tokens live',
  request: { params },
  responses: { 200: json(keyList, 'The keys now.'), ...refusals(404, 412) },
})
