import { createRoute, z } from '@hono/zod-openapi'
import { DAY, MINUTE } from '../../base/clock.ts'
import {
  LONGEST_HEADING,
  LONGEST_INTRO,
  LONGEST_LABEL,
  MOST_LINKS,
} from '../../core/organizations/appearance.ts'
import { SECOND_FACTORS, SIGN_UPS } from '../../core/organizations/organization.ts'
import { REMEMBER_LIMITS } from '../../core/organizations/sign-in-policy.ts'
import { body, json, refusals, versioned } from './answers.ts'
import { id, ifMatch, name, picture, text, time } from './fields.ts'

const appearance = z
  .object({
    logo: picture.nullable(),
    accent: text().nullable().openapi({
      description: 'The colour of buttons and links, `#rrggbb`; its contrast is checked.',
      example: '#0b5fff',
    }),
    accentDark: text().nullable().openapi({
      description: 'The same for dark pages; without one it follows from `accent`.',
    }),
    heading: text(LONGEST_HEADING).nullable(),
    intro: text(LONGEST_INTRO).nullable(),
    links: z
      .array(z.strictObject({ label: name(LONGEST_LABEL), href: text(2_000) }))
      .max(MOST_LINKS)
      .openapi({ description: 'At the foot of every page: https addresses and mailboxes.' }),
  })
  .openapi('Appearance')

export const appearanceChange = z
  .strictObject(appearance.partial().shape)
  .openapi('AppearanceChange')

const signInPolicy = z
  .strictObject({
    automaticRedirect: z.boolean().openapi({
      description:
        'Skips the login screen where passwords are off and one connection is the only way in.',
    }),
    emailFirst: z.boolean().openapi({
      description:
        'The login screen asks for the e-mail alone, and its domain leads to a connection or to the password.',
    }),
    rememberMs: z
      .number()
      .int()
      .min(REMEMBER_LIMITS.leastMs)
      .max(REMEMBER_LIMITS.mostMs)
      .nullable()
      .openapi({
        description:
          'For how long people may stay signed in who wish it at the password form; null: nobody is asked.',
      }),
  })
  .openapi('SignInPolicy')

const settings = z.object({
  signUp: z.enum(SIGN_UPS).openapi({
    description:
      'Who gets in at a first sign-in: nobody new, invited people, allowed domains, all.',
  }),
  allowedDomains: z.array(name(253)).max(200),
  passwordSignIn: z.boolean().openapi({
    description:
      'Turned off only by whoever made a successful test sign-in through an enabled connection within ten minutes before.',
  }),
  signInPolicy,
  changeOwnNames: z.boolean().openapi({
    description:
      'Whether people change their names on their account page. What a connection tells is changed there.',
  }),
  secondFactor: z.enum(SECOND_FACTORS).openapi({
    description:
      '`optional`: whoever has a second factor is asked for it. `required`: whoever has none adds one.',
  }),
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
  reauthenticateAfterMs: z
    .number()
    .int()
    .min(MINUTE)
    .max(365 * DAY)
    .openapi({
      description:
        'Whoever calls with a session that is older signs in again before a change to who gets in.',
    }),
  eventRetentionMs: z
    .number()
    .int()
    .min(DAY)
    .max(36_500 * DAY),
  appearance,
})

export const organizationView = z
  .object({
    id: id('org_06f2k'),
    slug: text(),
    name: text(),
    url: text().openapi({ description: 'Its origin, and so the issuer of its server `org`.' }),
    settings,
    passwordsBackAt: time.nullable().openapi({
      description:
        'Passwords were turned off, and come back then unless an administrator signs in through a connection before.',
    }),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Organization')

export const organizationChange = z
  .strictObject({
    name: name().optional(),
    settings: z
      .strictObject({
        ...settings.partial().shape,
        signInPolicy: signInPolicy.partial().optional(),
        appearance: appearanceChange.optional(),
      })
      .optional(),
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

export const previewAppearance = createRoute({
  method: 'post',
  path: '/organization/preview',
  operationId: 'previewAppearance',
  tags: ['Organization'],
  summary: 'The login screen as a change would make it; nothing is changed',
  request: { body: body(organizationChange) },
  responses: {
    200: json(
      z.object({ page: z.string().openapi({ description: 'The page, as HTML.' }) }),
      'The page that people would see.',
    ),
    ...refusals(),
  },
})
