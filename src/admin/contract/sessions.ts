import { createRoute, z } from '@hono/zod-openapi'
import { json, nothing, refusals } from './answers.ts'
import { id, idParam, text, time } from './fields.ts'

const tags = ['Sessions']
const params = idParam('ses_06f2k')

export const sessionOfPerson = z
  .object({
    id: id('ses_06f2k'),
    userId: id('usr_06f2k'),
    address: text(),
    userAgent: text(300),
    /** How the person proved who they are, as RFC 8176 names it. */
    amr: z.array(z.string()),
    connectionId: id('con_06f2k').nullable(),
    authenticatedAt: time,
    lastSeenAt: time,
    expiresAt: time,
    current: z.boolean().openapi({ description: 'Whether it is the session that asks.' }),
  })
  .openapi('Session')

export const sessionPage = z.object({ items: z.array(sessionOfPerson) }).openapi('SessionList')

export const getSessionById = createRoute({
  method: 'get',
  path: '/sessions/{id}',
  operationId: 'getSessionById',
  tags,
  summary: 'One session that is alive',
  request: { params },
  responses: { 200: json(sessionOfPerson, 'The session.'), ...refusals(404) },
})

export const endSession = createRoute({
  method: 'delete',
  path: '/sessions/{id}',
  operationId: 'endSession',
  tags,
  summary: 'Sign one browser out',
  request: { params },
  responses: { 204: nothing, ...refusals(404) },
})
