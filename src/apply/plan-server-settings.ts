import type { DeclaredPolicy, DeclaredRule, DeclaredServer } from '../config/declared-server.ts'
import type { KeyPath } from '../config/problem.ts'
import {
  type AccessPolicy,
  type AccessRule,
  RULE_GRANTS,
} from '../core/authorization-servers/access-policy.ts'
import type { CustomClaim } from '../core/authorization-servers/custom-claim.ts'
import type { Scope } from '../core/authorization-servers/scope.ts'
import { unknownGroup } from './plan-users.ts'
import type { Directory, Planning } from './planning.ts'

export type Named = Pick<Directory, 'findGroup' | 'findUser' | 'findApplication'>

export function scopesFrom(given: NonNullable<DeclaredServer['scopes']>): Scope[] {
  return given.map(({ name, displayName, description, consent, published, ...rest }) => ({
    name,
    displayName: displayName ?? '',
    description: description ?? '',
    consent: consent ?? 'implicit',
    default: rest.default ?? false,
    published: published ?? false,
  }))
}

export function claimsFrom(given: NonNullable<DeclaredServer['claims']>): CustomClaim[] {
  return given.map(({ scopes, active, ...claim }) => ({
    ...claim,
    scopes: scopes ?? [],
    active: active ?? true,
  }))
}

/** A file names applications, people and groups; what is kept are their ids. */
export async function policiesFrom(
  planning: Planning,
  named: Named,
  given: readonly DeclaredPolicy[],
  path: KeyPath,
): Promise<AccessPolicy[]> {
  const policies: AccessPolicy[] = []
  for (const [i, { name, active, applications = 'all', rules }] of given.entries()) {
    const at = [...path, i]
    const ofRules: AccessRule[] = []
    for (const [j, rule] of rules.entries()) {
      ofRules.push(await ruleFrom(planning, named, rule, [...at, 'rules', j]))
    }
    const ids =
      applications === 'all'
        ? applications
        : await idsOf(planning, applications, {
            find: named.findApplication,
            path: [...at, 'applications'],
            unknown: (id) => `There is no application with the client ID "${id}".`,
          })
    policies.push({ name, active: active ?? true, applications: ids, rules: ofRules })
  }
  return policies
}

async function ruleFrom(
  planning: Planning,
  named: Named,
  { name, active, grantTypes, people = 'everyone', scopes, ...lifetimes }: DeclaredRule,
  path: KeyPath,
): Promise<AccessRule> {
  const { accessTokenLifetime, refreshTokenLifetime, refreshTokenIdle } = lifetimes
  return {
    name,
    active: active ?? true,
    grantTypes: grantTypes ?? RULE_GRANTS,
    people: people === 'everyone' ? people : await peopleFrom(planning, named, people, path),
    scopes: scopes ?? 'any',
    ...(accessTokenLifetime !== undefined && { accessTokenMs: accessTokenLifetime }),
    ...(refreshTokenLifetime !== undefined && { refreshTokenMs: refreshTokenLifetime }),
    ...(refreshTokenIdle !== undefined && { refreshTokenIdleMs: refreshTokenIdle }),
  }
}

async function peopleFrom(
  planning: Planning,
  { findGroup, findUser }: Named,
  { users = [], groups = [] }: Exclude<NonNullable<DeclaredRule['people']>, string>,
  path: KeyPath,
): Promise<AccessRule['people']> {
  return {
    users: await idsOf(planning, users, {
      find: findUser,
      path: [...path, 'people', 'users'],
      unknown: (login) => `There is nobody with the login "${login}".`,
    }),
    groups: await idsOf(planning, groups, {
      find: async (name) => findGroup(name),
      path: [...path, 'people', 'groups'],
      unknown: unknownGroup,
    }),
  }
}

async function idsOf(
  { fault }: Planning,
  names: readonly string[],
  {
    find,
    path,
    unknown,
  }: {
    find: (name: string) => Promise<{ id: string } | undefined>
    path: KeyPath
    unknown: (name: string) => string
  },
): Promise<string[]> {
  const ids: string[] = []
  for (const [i, name] of names.entries()) {
    const one = await find(name)
    if (one) ids.push(one.id)
    else fault([...path, i], unknown(name))
  }
  return ids
}
