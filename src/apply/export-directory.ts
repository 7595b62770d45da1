import { isDeepStrictEqual } from 'node:util'
import type { EventWebhook } from '../core/audit/event-webhook.ts'
import { type Connection, DEFAULT_CONNECTION_SETTINGS } from '../core/connections/connection.ts'
import { impliedIssuer } from '../core/connections/provider-document.ts'
import type { Group } from '../core/groups/group.ts'
import type { Mapping } from '../core/mapping/mapping-rule.ts'
import { DEFAULT_APPEARANCE } from '../core/organizations/appearance.ts'
import {
  DEFAULT_ORGANIZATION_SETTINGS,
  type Organization,
} from '../core/organizations/organization.ts'
import { DEFAULT_SIGN_IN_POLICY } from '../core/organizations/sign-in-policy.ts'
import { manualRoleOf, type User } from '../core/users/user.ts'
import { duration, part, type Written, without } from './written.ts'

export function writeOrganization(
  { slug, name, url, settings: { appearance, signInPolicy, ...settings } }: Organization,
  logo: string | undefined,
): Written {
  const look = part('appearance', { ...without(DEFAULT_APPEARANCE, appearance), logo })
  const { rememberMs, ...plain } = without(DEFAULT_SIGN_IN_POLICY, signInPolicy)
  const policy = part('signInPolicy', { ...plain, remember: duration(rememberMs) })
  const changed = without(DEFAULT_ORGANIZATION_SETTINGS, settings)
  const { sessionIdleMs, sessionMaxMs, reauthenticateAfterMs, eventRetentionMs, ...rest } = changed
  const durations = {
    sessionIdle: duration(sessionIdleMs),
    sessionMax: duration(sessionMaxMs),
    reauthenticateAfter: duration(reauthenticateAfterMs),
    eventRetention: duration(eventRetentionMs),
  }
  return { slug, name, url, ...part('settings', { ...rest, ...durations, ...policy, ...look }) }
}

export function writeEventWebhook(webhook: EventWebhook, secrets: boolean): Written {
  const { url, types, enabled, secretSealed } = webhook
  const rest = without({ types: [], enabled: true }, { types, enabled })
  return { url, ...rest, ...(secrets && { secretSealed }) }
}

type WithConnection = Readonly<{
  secrets: boolean
  groups: ReadonlyMap<string, string>
  icon: string | undefined
  index: number
}>

export function writeConnection(
  connection: Connection,
  { index, secrets, groups, icon }: WithConnection,
): Written {
  const { slug, name, template, enabled, position, wellKnownUrl, issuer } = connection
  const { clientId, clientAuthMethod, settings } = connection
  const { claims, mapping, ...rest } = settings
  const { claims: defaultClaims, mapping: none, ...defaults } = DEFAULT_CONNECTION_SETTINGS
  return {
    slug,
    name,
    template,
    ...without({ enabled: true, position: index }, { enabled, position }),
    wellKnownUrl,
    ...without({ issuer: impliedIssuer(wellKnownUrl) }, { issuer }),
    clientId,
    ...without({ clientAuthMethod: 'client_secret_basic' }, { clientAuthMethod }),
    ...(secrets && {
      clientSecretSealed: connection.clientSecretSealed,
      privateKeySealed: connection.privateKeySealed,
    }),
    ...without(defaults, rest),
    icon,
    ...part('claims', without(defaultClaims, claims)),
    ...(isDeepStrictEqual(mapping, none) ? {} : { mapping: writeMapping(mapping, groups) }),
  }
}

function writeMapping({ sync, rules }: Mapping, groups: ReadonlyMap<string, string>): Written {
  // In one order of keys: the stored order depends on who wrote the rule.
  const named = rules.map(({ claim, match, value, group, sameName, role, allowOwner }) => ({
    ...{ claim, match, value, group: group && groups.get(group) },
    ...{ sameName, role, allowOwner },
  }))
  return { ...without({ sync: 'full' }, { sync }), rules: named }
}

export function writeGroup({ name, description, requiresSecondFactor = false }: Group): Written {
  const standard = { description: '', requiresSecondFactor: false }
  return { name, ...without(standard, { description, requiresSecondFactor }) }
}

export function writeUser(user: User, groups: readonly Group[], secrets: boolean): Written {
  const { login, email, emailVerified, profile, status, passwordHash } = user
  const role = manualRoleOf(user)
  const standard = { email: login, emailVerified: false, status: 'active', role: 'member' }
  return {
    login,
    ...without(standard, { email, emailVerified, status, role }),
    ...part('profile', profile),
    ...(secrets && { passwordHash }),
    ...without({ groups: [] }, { groups: groups.map(({ name }) => name) }),
  }
}
