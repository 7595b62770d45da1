import { createRoute, z } from '@hono/zod-openapi'
import { json, refusals } from './answers.ts'
import { id, pageOf, pageQuery, text, time } from './fields.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

export const eventView = z
  .object({
    id: id('evt_06f2k'),
    at: time,
    type: text().openapi({ example: 'application.lifecycle.update' }),
    outcome: z.enum(['success', 'failure']),
    actor: z.object({
      kind: z.enum(['user', 'application', 'connection', 'system']),
      id: z.string().nullable(),
    }),
    target: z.object({ kind: z.string(), id: z.string() }).nullable(),
    detail: z.record(z.string(), scalar).openapi({
      description: 'Changes as `before.FIELD` and `after.FIELD`; never a secret.',
    }),
  })
  .openapi('Event')

export const listEvents = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'listEvents',
  tags: ['Events'],
  summary: 'The audit log, the newest first; with `target` what was done to one thing',
  request: { query: pageQuery.extend({ target: z.string().max(100).optional() }) },
  responses: { 200: json(pageOf(eventView, 'EventPage'), 'A page.'), ...refusals() },
})
