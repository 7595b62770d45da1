import { createRoute, z } from '@hono/zod-openapi'
import { EXPORT_FORMATS } from '../../core/audit/export-events.ts'
import { json, refusals } from './answers.ts'
import { id, pageOf, pageQuery, text, time } from './fields.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

const name = z.string().nullable().openapi({
  description:
    'What it is called now: of people their login. Null for what is gone or has no name.',
})

export const eventView = z
  .object({
    id: id('evt_06f2k'),
    at: time,
    type: text().openapi({ example: 'application.lifecycle.update' }),
    outcome: z.enum(['success', 'failure']),
    actor: z.object({
      kind: z.enum(['user', 'application', 'connection', 'provisioning_token', 'system']),
      id: z.string().nullable(),
      name,
    }),
    target: z.object({ kind: z.string(), id: z.string(), name }).nullable(),
    detail: z.record(z.string(), scalar).openapi({
      description: 'Changes as `before.FIELD` and `after.FIELD`; never a secret.',
    }),
    sequence: z.number().int().nullable().openapi({
      description: 'Its place in the chain; null for the moment until it is sealed.',
    }),
    digest: z.string().nullable(),
  })
  .openapi('Event')

const filter = z.object({
  type: z.string().min(1).max(100).optional().openapi({
    description: 'A type, or the beginning of several.',
    example: 'user.session',
  }),
  actor: z.string().max(100).optional().openapi({ description: 'The id of who did it.' }),
  target: z.string().max(100).optional().openapi({ description: 'The id of what it was done to.' }),
  outcome: z.enum(['success', 'failure']).optional(),
  from: time.optional().openapi({ description: 'Not before this time.' }),
  until: time.optional().openapi({ description: 'Before this time.' }),
})

export const listEvents = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'listEvents',
  tags: ['Events'],
  summary: 'The audit log, the newest first, by type, actor, target, outcome and time',
  request: { query: pageQuery.extend(filter.shape) },
  responses: { 200: json(pageOf(eventView, 'EventPage'), 'A page.'), ...refusals() },
})

export const exportEvents = createRoute({
  method: 'get',
  path: '/events/export',
  operationId: 'exportEvents',
  tags: ['Events'],
  summary: 'All events that a filter finds, as JSON lines or CSV; is an event itself',
  request: { query: filter.extend({ format: z.enum(EXPORT_FORMATS).default('jsonl') }) },
  responses: {
    200: {
      description: 'As a file, the newest first.',
      content: {
        'application/jsonl': { schema: z.string() },
        'text/csv': { schema: z.string() },
      },
    },
    ...refusals(),
  },
})

const check = z
  .object({
    checkedAt: time,
    intact: z.boolean(),
    message: z.string().nullable().openapi({ description: 'The first place that is not right.' }),
    sequence: z.number().int().nullable(),
    checked: z.number().int().openapi({ description: 'How many events were compared.' }),
    first: z.number().int(),
    last: z.number().int().openapi({ description: 'The place up to which it was followed.' }),
    digest: z.string(),
    startedAt: time.nullable(),
    unsealed: z.number().int(),
  })
  .openapi('EventChainCheck')

export const getChainCheck = createRoute({
  method: 'get',
  path: '/events/check',
  operationId: 'getEventChainCheck',
  tags: ['Events'],
  summary: 'What the last check of the chain of events found, if there was one',
  responses: {
    200: json(z.object({ last: check.nullable() }), 'The last check.'),
    ...refusals(),
  },
})

export const checkChain = createRoute({
  method: 'post',
  path: '/events/check',
  operationId: 'checkEventChain',
  tags: ['Events'],
  summary: 'Follow the chain of events from its beginning to its end',
  responses: { 200: json(check, 'What it found.'), ...refusals() },
})
