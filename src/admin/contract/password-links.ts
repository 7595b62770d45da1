import { createRoute, z } from '@hono/zod-openapi'
import { PASSWORD_LINK_PURPOSES } from '../../core/password-links/password-link.ts'
import { json, nothing, refusals } from './answers.ts'
import { idParam, time } from './fields.ts'

const tags = ['People']
const params = idParam('usr_06f2k')

const passwordLinkState = z.object({
  purpose: z.enum(PASSWORD_LINK_PURPOSES),
  createdAt: time,
  expiresAt: time,
})

export const passwordLinkView = z
  .object({ link: passwordLinkState.nullable().openapi({ description: 'Null: there is none.' }) })
  .openapi('PasswordLink')

const newPasswordLink = passwordLinkState
  .extend({ url: z.string().openapi({ description: 'Whoever has it sets the password, once.' }) })
  .openapi('NewPasswordLink')

const sentPasswordLink = z
  .object({
    to: z.string(),
    sendsMail: z.boolean().openapi({
      description: 'False where no mail server is configured: the message waits in the outbox.',
    }),
  })
  .openapi('SentPasswordLink')

export const getPasswordLink = createRoute({
  method: 'get',
  path: '/users/{id}/password-link',
  operationId: 'getPasswordLink',
  tags,
  summary: 'Whether a person has a link that is still good; never the link itself',
  request: { params },
  responses: { 200: json(passwordLinkView, 'Its state.'), ...refusals(404) },
})

export const createPasswordLink = createRoute({
  method: 'post',
  path: '/users/{id}/password-link',
  operationId: 'createPasswordLink',
  tags,
  summary:
    'Make a link by which a person sets their password, once: an invitation (7 days) for whoever is staged, a reset (1 hour) for whoever is active; ends the link before',
  request: { params },
  responses: { 201: json(newPasswordLink, 'Shown once.'), ...refusals(404, 409, 412) },
})

export const sendPasswordLink = createRoute({
  method: 'post',
  path: '/users/{id}/password-link/send',
  operationId: 'sendPasswordLink',
  tags,
  summary: 'Make such a link and send it to the person by mail; nobody else sees it',
  request: { params },
  responses: { 201: json(sentPasswordLink, 'On its way.'), ...refusals(404, 409, 412) },
})

export const deletePasswordLink = createRoute({
  method: 'delete',
  path: '/users/{id}/password-link',
  operationId: 'deletePasswordLink',
  tags,
  summary: 'End the link that a person has',
  request: { params },
  responses: { 204: nothing, ...refusals(404) },
})
