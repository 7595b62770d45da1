import { createRoute, z } from '@hono/zod-openapi'
import { LINKINGS } from '../../core/connections/connection.ts'
import { SIGN_UPS } from '../../core/organizations/organization.ts'
import { body, json, refusals } from './answers.ts'
import { signInPlan } from './connection-tests.ts'
import { mapping } from './connections.ts'
import { id, name } from './fields.ts'

const edits = z
  .strictObject({
    connection: z
      .strictObject({
        mapping: mapping.optional(),
        linking: z.enum(LINKINGS).optional(),
        trustedDomains: z.array(name(253)).max(200).optional(),
        signUp: z.boolean().optional(),
      })
      .optional(),
    organization: z
      .strictObject({
        signUp: z.enum(SIGN_UPS).optional(),
        allowedDomains: z.array(name(253)).max(200).optional(),
      })
      .optional(),
  })
  .openapi('WhatIfRequest', { description: 'What is left out is as it is now.' })

const answer = z
  .object({
    connection: z.object({ id: id('con_06f2k'), name: z.string() }),
    present: signInPlan.openapi({ description: 'By the rules as they are now.' }),
    edited: signInPlan,
  })
  .openapi('WhatIf')

export const askWhatIf = createRoute({
  method: 'post',
  path: '/sign-ins/{code}/what-if',
  operationId: 'askWhatIf',
  tags: ['Sign-ins'],
  summary: 'What other rules would decide about the person of a past sign-in; nothing is changed',
  request: {
    params: z.object({
      code: z
        .string()
        .max(40)
        .openapi({ param: { name: 'code', in: 'path' } }),
    }),
    body: body(edits),
  },
  responses: { 200: json(answer, 'Both decisions.'), ...refusals(404, 409) },
})
