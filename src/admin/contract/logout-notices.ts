import { createRoute, z } from '@hono/zod-openapi'
import { json, refusals } from './answers.ts'
import { idParam, time } from './fields.ts'

const logoutNotices = z
  .object({
    waiting: z.number().int().openapi({ description: '1000 at most.' }),
    failingSince: time.nullable().openapi({ description: 'Null while the last one arrived.' }),
    lastSuccessAt: time.nullable(),
    lastFailureAt: time.nullable(),
    lastFailure: z.string().nullable(),
    givenUp: z
      .number()
      .int()
      .openapi({ description: 'After a day of tries, since the last that arrived.' }),
  })
  .openapi('LogoutNotices')

export const getLogoutNotices = createRoute({
  method: 'get',
  path: '/applications/{id}/logout-notices',
  operationId: 'getLogoutNotices',
  tags: ['Applications'],
  summary: 'How telling an application of ended sessions goes',
  request: { params: idParam('app_06f2k') },
  responses: { 200: json(logoutNotices, 'As it stands.'), ...refusals(404) },
})
