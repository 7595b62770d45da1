import { DAY, MINUTE } from '../../base/clock.ts'
import type { FieldFault } from '../../base/errors.ts'
import { DEVICE_CODE, type GrantType } from '../applications/application.ts'
import { noScope } from './scope.ts'

/** Which applications a set of rules is for. Of the policies of a server the first that applies counts. */
export type AccessPolicy = Readonly<{
  name: string
  active: boolean
  /** Their ids, or all there are. */
  applications: 'all' | readonly string[]
  /** In order: the first that matches decides. */
  rules: readonly AccessRule[]
}>

/** One case in which tokens are given out, and how long they live. */
export type AccessRule = Readonly<{
  name: string
  active: boolean
  grantTypes: readonly RuleGrant[]
  /** Of those who are assigned to the application: each of them, or these and the groups' members. */
  people: 'everyone' | Readonly<{ users: readonly string[]; groups: readonly string[] }>
  /** Everything that is asked for must be among them. */
  scopes: 'any' | readonly string[]
  /** The server's own where they are left out. */
  accessTokenMs?: number | undefined
  refreshTokenMs?: number | undefined
  /** How long a refresh token may lie unused. */
  refreshTokenIdleMs?: number | undefined
}>

/** A refresh goes by the grant that it began with. */
export const RULE_GRANTS = [
  'authorization_code',
  'implicit',
  'client_credentials',
  DEVICE_CODE,
] as const satisfies readonly GrantType[]
export type RuleGrant = (typeof RULE_GRANTS)[number]

/** What a server has until somebody says otherwise: whoever is assigned to the application gets in. */
export const OPEN_POLICY: AccessPolicy = {
  name: 'Default policy',
  active: true,
  applications: 'all',
  rules: [
    {
      name: 'Everyone who is assigned',
      active: true,
      grantTypes: RULE_GRANTS,
      people: 'everyone',
      scopes: 'any',
    },
  ],
}

/** Okta's limits. */
export const LIMITS = {
  accessTokenMs: [5 * MINUTE, DAY],
  refreshTokenMs: [10 * MINUTE, 5 * 365 * DAY],
  refreshTokenIdleMs: [10 * MINUTE, 5 * 365 * DAY],
} as const

export function checkPolicies(
  policies: readonly AccessPolicy[],
  isKnownScope: (name: string) => boolean,
): FieldFault[] {
  return policies.flatMap((policy, i) => {
    const path = `accessPolicies.${i}`
    return [
      ...nameFaults(policies, i, `${path}.name`, 'policies'),
      ...policy.rules.flatMap((rule, j) => [
        ...nameFaults(policy.rules, j, `${path}.rules.${j}.name`, 'rules of one policy'),
        ...checkRule(rule, `${path}.rules.${j}`, isKnownScope),
      ]),
    ]
  })
}

function nameFaults(
  items: readonly { name: string }[],
  at: number,
  path: string,
  what: string,
): FieldFault[] {
  const name = items[at]?.name ?? ''
  const isTwice = items.slice(0, at).some((one) => one.name === name)
  return isTwice ? [{ path, message: `Two ${what} are named ${name}.` }] : []
}

function checkRule(
  rule: AccessRule,
  path: string,
  isKnownScope: (name: string) => boolean,
): FieldFault[] {
  const { scopes, grantTypes, refreshTokenMs, refreshTokenIdleMs } = rule
  const faults: FieldFault[] = []
  if (grantTypes.length === 0) {
    faults.push({ path: `${path}.grantTypes`, message: 'Choose one grant type at least.' })
  }
  for (const [i, name] of (scopes === 'any' ? [] : scopes).entries()) {
    if (!isKnownScope(name)) faults.push({ path: `${path}.scopes.${i}`, message: noScope(name) })
  }
  for (const key of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const [least, most] = LIMITS[key]
    const value = rule[key]
    if (value === undefined || (value >= least && value <= most && Number.isInteger(value)))
      continue
    faults.push({ path: `${path}.${key}`, message: limitMessage(least, most) })
  }
  if (refreshTokenMs !== undefined && (refreshTokenIdleMs ?? 0) > refreshTokenMs) {
    const message = 'A refresh token cannot lie unused for longer than it lives.'
    faults.push({ path: `${path}.refreshTokenIdleMs`, message })
  }
  return faults
}

function limitMessage(least: number, most: number): string {
  return `Give at least ${least / MINUTE} minutes and at most ${most / MINUTE} minutes.`
}
