import { z } from 'zod'
import { isSecureAddress } from '../base/loopback.ts'
import {
  CLIENT_AUTH_METHODS,
  LINKINGS,
  SECOND_FACTOR_AT_PROVIDER,
  TEMPLATES,
} from '../core/connections/connection.ts'
import { parseSecretExpiry } from '../core/connections/secret-expiry.ts'
import { MOST_RULES, RULE_MATCHES, SYNC_MODES } from '../core/mapping/mapping-rule.ts'
import { parseSlug } from '../core/organizations/organization.ts'
import { ROLES } from '../core/users/user.ts'
import { address, parsed, picture, secretText, text } from './fields.ts'

const secure = (what: string) => address(what, isSecureAddress)

/** Groups are named as they are here. */
const rule = z.strictObject({
  claim: text.optional(),
  match: z.enum(RULE_MATCHES),
  value: secretText.optional(),
  group: text.optional(),
  sameName: z.boolean().optional(),
  role: z.enum(ROLES).optional(),
  allowOwner: z.boolean().optional(),
})

export const declaredConnection = z.strictObject({
  slug: parsed(parseSlug),
  name: text,
  template: z.enum(TEMPLATES).optional(),
  enabled: z.boolean().optional(),
  position: z.int().min(0).optional(),
  wellKnownUrl: secure(
    "A well-known URL is the https address (http on loopback only) of the provider's discovery document, such as https://acme.okta.com/.well-known/openid-configuration.",
  ),
  issuer: secure('An issuer is an https address (http on loopback only).').optional(),
  clientId: text,
  clientAuthMethod: z.enum(CLIENT_AUTH_METHODS).optional(),
  clientSecret: secretText.optional(),
  clientSecretSealed: secretText.optional(),
  privateKey: secretText.optional(),
  privateKeySealed: secretText.optional(),
  scopes: z.array(text).min(1).optional(),
  claims: z
    .strictObject({
      email: text.optional(),
      groups: text.optional(),
      name: text.optional(),
      login: text.optional(),
    })
    .optional(),
  trustedDomains: z.array(text).optional(),
  homeDomains: z.array(text).optional(),
  signUp: z.boolean().optional(),
  linking: z.enum(LINKINGS).optional(),
  mapping: z
    .strictObject({ sync: z.enum(SYNC_MODES).optional(), rules: z.array(rule).max(MOST_RULES) })
    .optional(),
  secondFactor: z.enum(SECOND_FACTOR_AT_PROVIDER).optional(),
  signOutAtProvider: z.boolean().optional(),
  callback: z.enum(['shared', 'own']).optional(),
  buttonLabel: text.max(60).nullish(),
  secretExpiresOn: parsed((given) => parseSecretExpiry(given) ?? '').nullish(),
  icon: picture.nullish(),
})

export type DeclaredConnection = z.output<typeof declaredConnection>
