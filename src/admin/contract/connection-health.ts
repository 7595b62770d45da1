import { createRoute, z } from '@hono/zod-openapi'
import { HEALTH_STATES } from '../../core/connections/connection-health.ts'
import { json, refusals } from './answers.ts'
import { finding } from './examinations.ts'
import { idParam, time } from './fields.ts'

const tags = ['Connections']
const params = idParam('con_06f2k')

export const healthState = z.enum(HEALTH_STATES).openapi('HealthState', {
  description: '`down` after two failed looks in a row; `unknown` before the first that counts.',
})

const health = z
  .object({
    state: healthState,
    lastProbeAt: time.nullable(),
    lastSuccessAt: time.nullable(),
    lastFailureAt: time.nullable(),
    lastFailure: z.union([finding, z.null()]),
    findings: z.array(finding).openapi({ description: 'What the last look found risky or wrong.' }),
    clockAheadMs: z.number().int().nullable().openapi({
      description: "How far the provider's clock is ahead of ours; below zero, behind.",
    }),
    keys: z.array(z.object({ kid: z.string().nullable(), thumbprint: z.string() })).openapi({
      description: 'The keys it publishes, with their thumbprints by RFC 7638.',
    }),
    keysRotatedAt: time.nullable(),
    nextProbeAt: time.nullable().openapi({ description: 'Null while the connection is disabled.' }),
    lastSignInAt: time.nullable().openapi({
      description: 'When somebody last signed in through it, as far back as traces are kept.',
    }),
  })
  .openapi('ConnectionHealth')

export const getConnectionHealth = createRoute({
  method: 'get',
  path: '/connections/{id}/health',
  operationId: 'getConnectionHealth',
  tags,
  summary: 'How its provider is doing, by the last looks at it',
  request: { params },
  responses: { 200: json(health, 'What is known.'), ...refusals(404) },
})

export const probeConnection = createRoute({
  method: 'post',
  path: '/connections/{id}/health/probe',
  operationId: 'probeConnection',
  tags,
  summary: 'Look at its provider now, and say what is known then',
  request: { params },
  responses: { 200: json(health, 'What is known now.'), ...refusals(404, 409) },
})
