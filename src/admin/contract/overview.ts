import { createRoute, z } from '@hono/zod-openapi'
import { WARNING_KINDS } from '../../core/overview/read-warnings.ts'
import { json, refusals } from './answers.ts'
import { text, time } from './fields.ts'

const count = z
  .object({
    count: z.number().int(),
    isMore: z.boolean().openapi({ description: 'Counting stopped here: there are more.' }),
  })
  .openapi('BoundedCount')

export const refusedAddress = z.object({
  address: text(),
  count: z.number().int().openapi({ description: 'Requests, since the process started.' }),
  lastAt: time,
  because: z.enum(['proxy_not_trusted', 'scheme', 'port', 'other_host']),
  remedy: z.string(),
})

const overviewView = z
  .object({
    people: count.openapi({ description: 'Active ones.' }),
    owners: count.openapi({ description: 'Active ones.' }),
    applications: count,
    connections: count,
    signIns: z
      .array(
        z.object({
          from: time.openapi({ description: 'The first moment of the day, in UTC.' }),
          succeeded: count,
          failed: count,
        }),
      )
      .openapi({ description: 'The last seven days, today last.' }),
    warnings: z
      .array(
        z.object({
          kind: z.enum(WARNING_KINDS),
          at: time.openapi({
            description: 'When it happened; of `passwords_on_trial`, when they come back.',
          }),
          about: text()
            .nullable()
            .openapi({ description: 'A login, or the name of a connection.' }),
          id: text().nullable().openapi({ description: 'Of a connection.' }),
        }),
      )
      .openapi({
        description: 'What must not be overlooked now, and what was done in an emergency lately.',
      }),
    refusedAddresses: z.array(refusedAddress).openapi({
      description:
        'Addresses at which no organization lives, and to which requests came within a day; five at most, as this process saw them.',
    }),
  })
  .openapi('Overview')

export const getOverview = createRoute({
  method: 'get',
  path: '/overview',
  operationId: 'getOverview',
  tags: ['Organization'],
  summary: 'How much there is of everything, and the sign-ins of the last seven days',
  responses: { 200: json(overviewView, 'The figures.'), ...refusals() },
})
