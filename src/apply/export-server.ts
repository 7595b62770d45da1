import {
  type AccessPolicy,
  type AccessRule,
  OPEN_POLICY,
  RULE_GRANTS,
} from '../core/authorization-servers/access-policy.ts'
import {
  type AuthorizationServer,
  defaultServerSettings,
  ORG_SERVER,
} from '../core/authorization-servers/authorization-server.ts'
import { duration, type Written, without } from './written.ts'

/** What a file calls those whom policies name by id; deleted ones are left out. */
type NamesById = Readonly<{
  groups: ReadonlyMap<string, string>
  logins: ReadonlyMap<string, string>
  clientIds: ReadonlyMap<string, string>
}>

const SCOPE = {
  displayName: '',
  description: '',
  consent: 'implicit',
  default: false,
  published: false,
}

export function writeServer({ slug, settings }: AuthorizationServer, names: NamesById): Written {
  const changed = without(defaultServerSettings(slug), settings)
  const { name, signingAlg, accessTokenMs, idTokenMs, refreshTokenMs } = changed
  return {
    slug,
    name,
    audience: slug === ORG_SERVER ? undefined : settings.audience,
    signingAlg,
    accessTokenLifetime: duration(accessTokenMs),
    idTokenLifetime: duration(idTokenMs),
    refreshTokenLifetime: duration(refreshTokenMs),
    scopes: changed.scopes && settings.scopes.map((scope) => without(SCOPE, scope)),
    claims:
      changed.claims &&
      settings.claims.map((claim) => without({ scopes: [], active: true }, claim)),
    accessPolicies:
      changed.accessPolicies && settings.accessPolicies.map((policy) => writePolicy(policy, names)),
  }
}

function writePolicy(policy: AccessPolicy, names: NamesById): Written {
  const { applications } = policy
  const listed =
    applications === 'all' ? {} : { applications: known(applications, names.clientIds) }
  return {
    ...without({ active: true, applications: 'all' }, { ...policy, ...listed }),
    rules: policy.rules.map((rule) => writeRule(rule, names)),
  }
}

function writeRule(rule: AccessRule, names: NamesById): Written {
  const { accessTokenMs, refreshTokenMs, refreshTokenIdleMs, people, ...rest } = rule
  const [defaults] = OPEN_POLICY.rules
  return {
    name: rule.name,
    ...without({ ...defaults, name: rule.name, grantTypes: RULE_GRANTS }, rest),
    ...(people !== 'everyone' && {
      people: {
        users: known(people.users, names.logins),
        groups: known(people.groups, names.groups),
      },
    }),
    accessTokenLifetime: duration(accessTokenMs),
    refreshTokenLifetime: duration(refreshTokenMs),
    refreshTokenIdle: duration(refreshTokenIdleMs),
  }
}

function known(ids: readonly string[], names: ReadonlyMap<string, string>): string[] {
  return ids.flatMap((id) => names.get(id) ?? [])
}
