import { createRoute, z } from '@hono/zod-openapi'
import { DAY, MINUTE } from '../../base/clock.ts'
import { body, refusals, versioned } from './answers.ts'
import { id, ifMatch, name, text, time } from './fields.ts'

const settings = z.object({
  signUp: z.enum(['off', 'open']),
  passwordSignIn: z.boolean(),
  sessionIdleMs: z
    .number()
    .int()
    .min(MINUTE)
    .max(365 * DAY),
  sessionMaxMs: z
    .number()
    .int()
    .min(MINUTE)
    .max(365 * DAY),
  eventRetentionMs: z
    .number()
    .int()
    .min(DAY)
    .max(36_500 * DAY),
})

export const organizationView = z
  .object({
    id: id('org_06f2k'),
    slug: text(),
    name: text(),
    url: text().openapi({ description: 'Its origin, and so the issuer of its server `org`.' }),
    settings,
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Organization')

export const organizationChange = z
  .strictObject({
    name: name().optional(),
    settings: z.strictObject(settings.partial().shape).optional(),
  })
  .openapi('OrganizationChange')

export const getOrganization = createRoute({
  method: 'get',
  path: '/organization',
  operationId: 'getOrganization',
  tags: ['Organization'],
  summary: 'The organization that lives at this address',
  responses: { 200: versioned(organizationView, 'The organization.'), ...refusals() },
})

export const updateOrganization = createRoute({
  method: 'patch',
  path: '/organization',
  operationId: 'updateOrganization',
  tags: ['Organization'],
  summary: 'Change its name or settings',
  request: { headers: ifMatch, body: body(organizationChange) },
  responses: {
    200: versioned(organizationView, 'As it is now.'),
    ...refusals(409, 412, 428),
  },
})
