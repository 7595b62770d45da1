import { createRoute, z } from '@hono/zod-openapi'
import { MAIL_KINDS, MAIL_STATES } from '../../core/mail/mail.ts'
import { json, refusals } from './answers.ts'
import { id, idParam, time } from './fields.ts'

const tags = ['Mail']

const item = {
  id: id('mal_06f2k'),
  kind: z.enum(MAIL_KINDS),
  to: z.string(),
  userId: id('usr_06f2k').nullable(),
  state: z.enum(MAIL_STATES),
  tries: z.number().int(),
  lastError: z.string().nullable(),
  createdAt: time,
  sentAt: time.nullable(),
}

const outbox = z
  .object({
    sendsMail: z.boolean().openapi({
      description: 'False where no mail server is configured: messages wait to be read here.',
    }),
    items: z.array(z.object(item)),
  })
  .openapi('Outbox')

const one = z
  .object({
    ...item,
    message: z.object({ subject: z.string(), text: z.string() }).nullable().openapi({
      description:
        'Where no mail is sent, while it waits, for whoever may change the person it is for.',
    }),
  })
  .openapi('OutboxMessage')

export const listOutbox = createRoute({
  method: 'get',
  path: '/mail',
  operationId: 'listOutbox',
  tags,
  summary: 'The newest hundred messages to people, and what became of them',
  responses: { 200: json(outbox, 'Kept for seven days.'), ...refusals() },
})

export const readMessage = createRoute({
  method: 'get',
  path: '/mail/{id}',
  operationId: 'readOutboxMessage',
  tags,
  summary: 'One message; what it says only where it waits for an administrator to pass it on',
  request: { params: idParam('mal_06f2k') },
  responses: { 200: json(one, 'The message.'), ...refusals(404) },
})
