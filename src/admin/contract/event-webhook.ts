import { createRoute, z } from '@hono/zod-openapi'
import { body, json, nothing, refusals, versioned } from './answers.ts'
import { address, idempotencyKey, ifMatch, time } from './fields.ts'

const tags = ['Events']
const path = '/event-webhook'

const types = z
  .array(z.string().max(100))
  .max(100)
  .openapi({
    description: 'Types of events, or their beginnings; an empty list means all.',
    example: ['user.session', 'application.'],
  })

export const webhookView = z
  .object({
    url: address,
    types,
    enabled: z.boolean(),
    sent: z.number().int().openapi({ description: 'The place in the chain that it has got to.' }),
    failures: z
      .number()
      .int()
      .openapi({ description: 'How often it failed since it last worked.' }),
    lastSuccessAt: time.nullable(),
    lastFailureAt: time.nullable(),
    lastFailure: z.string().nullable(),
    nextTryAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('EventWebhook')

const creation = z
  .strictObject({ url: address, types: types.default([]), enabled: z.boolean().default(true) })
  .openapi('EventWebhookCreation')

const change = z
  .strictObject({
    url: address.optional(),
    types: types.optional(),
    enabled: z.boolean().optional(),
  })
  .openapi('EventWebhookChange')

const secret = z.string().openapi({ description: 'Shown once and never again.' })

export const getWebhook = createRoute({
  method: 'get',
  path,
  operationId: 'getEventWebhook',
  tags,
  summary: 'Where events are sent, and how that goes',
  responses: { 200: versioned(webhookView, 'The webhook.'), ...refusals(404) },
})

export const createWebhook = createRoute({
  method: 'post',
  path,
  operationId: 'createEventWebhook',
  tags,
  summary: 'Send events to an address from now on; its secret is shown this once',
  request: { headers: idempotencyKey, body: body(creation) },
  responses: {
    201: json(webhookView.extend({ secret }).openapi('NewEventWebhook'), 'The webhook.'),
    ...refusals(409),
  },
})

export const updateWebhook = createRoute({
  method: 'patch',
  path,
  operationId: 'updateEventWebhook',
  tags,
  summary: 'Change where events are sent, or which ones',
  request: { headers: ifMatch, body: body(change) },
  responses: { 200: versioned(webhookView, 'As it is now.'), ...refusals(404, 412, 428) },
})

export const deleteWebhook = createRoute({
  method: 'delete',
  path,
  operationId: 'deleteEventWebhook',
  tags,
  summary: 'Send events there no more',
  responses: { 204: nothing, ...refusals(404) },
})

export const renewSecret = createRoute({
  method: 'post',
  path: `${path}/secret`,
  operationId: 'renewEventWebhookSecret',
  tags,
  summary: 'Make another secret; it is shown this once, and the one before is used no more',
  responses: { 200: json(z.object({ secret }), 'The secret.'), ...refusals(404, 412) },
})

export const testWebhook = createRoute({
  method: 'post',
  path: `${path}/test`,
  operationId: 'testEventWebhook',
  tags,
  summary: 'Send a message of the type `event_hook.test` at once',
  responses: {
    200: json(
      z.object({ delivered: z.boolean(), message: z.string() }).openapi('EventWebhookTest'),
      'How it went.',
    ),
    ...refusals(404),
  },
})
