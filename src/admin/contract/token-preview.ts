import { createRoute, z } from '@hono/zod-openapi'
import { RULE_GRANTS } from '../../core/authorization-servers/access-policy.ts'
import { body, json, refusals } from './answers.ts'
import { id, idParam, text } from './fields.ts'

const claims = z.record(z.string(), z.unknown()).nullable()

const asked = z
  .strictObject({
    applicationId: id('app_06f2k'),
    grantType: z.enum(RULE_GRANTS),
    userId: id('usr_06f2k')
      .optional()
      .openapi({ description: 'Nobody, for an application that acts for itself.' }),
    scopes: z.array(text(100)).max(50),
  })
  .openapi('TokenPreviewRequest')

const preview = z
  .object({
    policy: z.string().nullable(),
    rule: z.string().nullable(),
    refusal: z
      .object({ check: z.string(), expected: z.string(), received: z.string() })
      .nullable()
      .openapi({ description: 'What stands in the way; null when tokens would be given out.' }),
    scopes: z.array(z.string()),
    idToken: claims,
    accessToken: claims.openapi({ description: 'Null at `org`, whose tokens only it can read.' }),
  })
  .openapi('TokenPreview')

export const previewServer = createRoute({
  method: 'post',
  path: '/authorization-servers/{id}/preview',
  operationId: 'previewTokens',
  tags: ['Authorization servers'],
  summary: 'What its tokens would say, and which rule decides; no token is made',
  request: { params: idParam('aus_06f2k'), body: body(asked) },
  responses: { 200: json(preview, 'What a request would bring.'), ...refusals(404) },
})
