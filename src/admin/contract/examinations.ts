import { createRoute, z } from '@hono/zod-openapi'
import { body, json, refusals } from './answers.ts'
import { address, slug, text } from './fields.ts'

const asked = z
  .strictObject({
    address: z.string().max(4_000).openapi({
      description: 'Any address of the provider, as it was pasted.',
    }),
    clientId: text(1_000).optional().openapi({
      description: 'With it the provider is also asked whether it knows the application.',
    }),
    slug: slug.optional().openapi({
      description:
        'Of the connection, saved or not: it decides the redirect URI that is asked for.',
    }),
  })
  .openapi('ExaminationRequest')

export const finding = z
  .object({
    check: z.string().openapi({ description: 'What was looked at.' }),
    verdict: z.enum(['right', 'note', 'risky', 'wrong']).openapi({
      description: '`risky`: it works, and may stop working or be misused. `wrong`: sign-ins fail.',
    }),
    sentence: z.string(),
    expected: z.string().optional(),
    received: z.string().optional(),
    remedy: z.string().optional().openapi({ description: 'What to do about it.' }),
  })
  .openapi('Finding')

const examination = z
  .object({ wellKnownUrl: address.nullable(), findings: z.array(finding) })
  .openapi('Examination')

export type FindingView = Readonly<z.infer<typeof finding>>

export const examineProvider = createRoute({
  method: 'post',
  path: '/connections/examine',
  operationId: 'examineProvider',
  tags: ['Connections'],
  summary: 'Look at a provider from the outside, line by line; nothing is saved',
  request: { body: body(asked) },
  responses: { 200: json(examination, 'What was found.'), ...refusals() },
})
