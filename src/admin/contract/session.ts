import { createRoute, z } from '@hono/zod-openapi'
import { PERMISSIONS } from '../../core/roles/permission.ts'
import { ROLES } from '../../core/users/user.ts'
import { json, refusals } from './answers.ts'
import { id, text, time } from './fields.ts'

export const sessionView = z
  .object({
    kind: z.enum(['session', 'token']),
    person: z.object({
      id: id('usr_06f2k'),
      name: text(),
      login: text(),
      email: text(),
      role: z.enum(ROLES),
    }),
    organization: z.object({ id: id('org_06f2k'), slug: text(), name: text(), url: text() }),
    permissions: z.array(z.enum(PERMISSIONS)).openapi({
      description: 'What the caller may do. Empty for a member: the console is not for them.',
    }),
    expiresAt: time,
    signedInAt: time.nullable().openapi({
      description: 'When this session last proved who it is; null for a token.',
    }),
    csrf: z.literal('same-origin-json').openapi({
      description:
        'What a browser owes with a change: it comes from a page of this origin, as application/json. No token is needed.',
    }),
  })
  .openapi('CallerSession')

export const getSession = createRoute({
  method: 'get',
  path: '/session',
  operationId: 'getSession',
  tags: ['Session'],
  summary: 'Who is asking, and what they may do',
  responses: { 200: json(sessionView, 'Who is asking.'), ...refusals() },
})
