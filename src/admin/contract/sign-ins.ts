import { createRoute, z } from '@hono/zod-openapi'
import { OUTCOMES, STEP_NAMES } from '../../core/audit/trace-vocabulary.ts'
import { json, refusals } from './answers.ts'
import { id, pageOf, pageQuery, text, time } from './fields.ts'

const code = z.string().max(40).openapi({ example: 'KDHR-7WMP' })
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const outcome = z.enum(OUTCOMES).openapi({
  description:
    '`going_on`: the browser was sent elsewhere and may come back. `refused`: a rule said no. `test_passed`, `test_failed`: how a test sign-in ended.',
})

const party = z
  .object({
    id: id('con_06f2k'),
    name: z.string().nullable().openapi({ description: 'Null for what is no longer there.' }),
  })
  .nullable()

const failure = z.object({ step: z.enum(STEP_NAMES), code: text(), message: z.string() }).nullable()

const remedy = z.object({
  where: z.string().openapi({ example: 'okta' }),
  menuPath: z.array(z.string()),
  text: z.string(),
  valueToPaste: z.string().nullable(),
  settingLink: z.string().nullable().openapi({ description: 'A path of the console.' }),
})

const difference = z
  .object({ before: z.string(), expected: z.string(), received: z.string(), after: z.string() })
  .openapi({
    description:
      'What both values begin with, where they differ, and what both end in; signs that cannot be seen by their number.',
  })
  .nullable()

export const cause = z
  .object({
    id: text(),
    kind: z.enum(['failure', 'warning']),
    title: z.string(),
    sentence: z.string(),
    check: z.string().nullable(),
    expected: z.string().nullable(),
    received: z.string().nullable(),
    difference,
    remedies: z.array(remedy),
  })
  .nullable()

const common = {
  code,
  outcome,
  kind: z.enum(['sign_in', 'sign_out', 'tokens', 'test']),
  startedAt: time,
  endedAt: time,
  connection: party,
  application: party,
  person: party,
  address: text(),
  browser: text(),
  failure,
}

export const signInSummary = z
  .object({ ...common, causeTitle: z.string().nullable() })
  .openapi('SignInSummary')

const step = z.object({
  name: z.enum(STEP_NAMES),
  title: z.string(),
  startedAt: time,
  durationMs: z.number().int().nonnegative(),
  detail: z.record(z.string(), scalar),
  difference,
  failure: z.object({ code: text(), message: z.string() }).nullable(),
})

const leg = z.object({
  side: z.enum(['app', 'provider']).openapi({
    description: '`app`: somebody signs in here. `provider`: an application asks this server.',
  }),
  caller: z.enum(['browser', 'application']),
  outcome,
  startedAt: time,
  durationMs: z.number().int().nonnegative(),
  address: text(),
  browser: text(),
  steps: z.array(step),
})

export const signInView = z
  .object({
    ...common,
    cause,
    asksWhatIf: z.boolean().openapi({
      description: 'Whether it can be asked what other rules would have decided.',
    }),
    legs: z.array(leg),
  })
  .openapi('SignIn')

const sought = pageQuery.extend({
  outcome: z
    .enum([...OUTCOMES, 'unsuccessful', 'tests'])
    .optional()
    .openapi({ description: '`unsuccessful`: refused or failed; `tests`: tests that have ended.' }),
  connectionId: z.string().max(100).optional(),
  applicationId: z.string().max(100).optional(),
  person: z.string().max(320).optional().openapi({
    description: 'An id, or what a login begins with: of the first ten people with such a login.',
  }),
  code: code.optional().openapi({ description: 'As people type it; any case.' }),
  from: time.optional(),
  to: time.optional(),
})

export const listSignIns = createRoute({
  method: 'get',
  path: '/sign-ins',
  operationId: 'listSignIns',
  tags: ['Sign-ins'],
  summary: 'Attempts to sign in, the newest first',
  request: { query: sought },
  responses: { 200: json(pageOf(signInSummary, 'SignInPage'), 'A page.'), ...refusals() },
})

export const getSignIn = createRoute({
  method: 'get',
  path: '/sign-ins/{code}',
  operationId: 'getSignIn',
  tags: ['Sign-ins'],
  summary: 'One attempt: every step, what was expected and what came, and why it failed',
  request: {
    params: z.object({ code: code.openapi({ param: { name: 'code', in: 'path' } }) }),
  },
  responses: { 200: json(signInView, 'The attempt.'), ...refusals(404) },
})
