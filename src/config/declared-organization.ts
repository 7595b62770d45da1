import { z } from 'zod'
import { parseEventType, parseWebhookSecret, parseWebhookUrl } from '../core/audit/event-webhook.ts'
import { parseGroupName } from '../core/groups/group.ts'
import {
  parseOrganizationUrl,
  parseSlug,
  SECOND_FACTORS,
  SIGN_UPS,
} from '../core/organizations/organization.ts'
import { declaredApplication } from './declared-application.ts'
import { declaredConnection } from './declared-connection.ts'
import { declaredServer } from './declared-server.ts'
import { declaredSignInPolicy } from './declared-sign-in-policy.ts'
import { declaredUser } from './declared-user.ts'
import { duration, parsed, picture, secretText, text } from './fields.ts'

const declaredGroup = z.strictObject({
  name: parsed(parseGroupName),
  description: z.string().optional(),
  requiresSecondFactor: z.boolean().optional(),
})

/** `null` removes a value; what is left out stays as it is. */
const declaredAppearance = z.strictObject({
  logo: picture.nullish(),
  accent: text.nullish(),
  accentDark: text.nullish(),
  heading: text.nullish(),
  intro: text.nullish(),
  links: z.array(z.strictObject({ label: text, href: text })).optional(),
})

const declaredEventWebhook = z.strictObject({
  url: parsed(parseWebhookUrl),
  secret: parsed(parseWebhookSecret).optional(),
  secretSealed: secretText.optional(),
  types: z.array(parsed(parseEventType)).optional(),
  enabled: z.boolean().optional(),
})

/**
 * What a file says about an organization. Only what identifies a thing is required: whatever is left
 * out keeps its present value, or gets the default if the thing is new.
 */
export const declaredOrganization = z.strictObject({
  slug: parsed(parseSlug),
  name: text,
  url: parsed(parseOrganizationUrl),
  settings: z
    .strictObject({
      signUp: z.enum(SIGN_UPS).optional(),
      allowedDomains: z.array(text).optional(),
      passwordSignIn: z.boolean().optional(),
      signInPolicy: declaredSignInPolicy.optional(),
      changeOwnNames: z.boolean().optional(),
      secondFactor: z.enum(SECOND_FACTORS).optional(),
      sessionIdle: duration.optional(),
      sessionMax: duration.optional(),
      reauthenticateAfter: duration.optional(),
      eventRetention: duration.optional(),
      appearance: declaredAppearance.optional(),
    })
    .optional(),
  eventWebhook: declaredEventWebhook.optional(),
  authorizationServers: z.array(declaredServer).optional(),
  connections: z.array(declaredConnection).optional(),
  groups: z.array(declaredGroup).optional(),
  users: z.array(declaredUser).optional(),
  applications: z.array(declaredApplication).optional(),
})

export type DeclaredGroup = z.output<typeof declaredGroup>
export type DeclaredEventWebhook = z.output<typeof declaredEventWebhook>
export type DeclaredOrganization = z.output<typeof declaredOrganization>
