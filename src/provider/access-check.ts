import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { StepDetail } from '../base/errors.ts'
import { DEVICE_CODE } from '../core/applications/application.ts'
import type { AccessRule, RuleGrant } from '../core/authorization-servers/access-policy.ts'
import {
  type AuthorizationServer,
  ORG_SERVER,
} from '../core/authorization-servers/authorization-server.ts'
import {
  type AccessDecision,
  type AccessRequest,
  decideAccess,
} from '../core/authorization-servers/decide-access.ts'
import { listMembershipsAmong } from '../core/groups/membership-store.ts'
import type { Db } from '../storage/database.ts'
import { rulesOfClient } from './client-metadata.ts'

/** What the application is told: which policy and which rule is for the trace, and the preview. */
export const NO_ACCESS =
  'No access policy of this authorization server lets this request in. An administrator can see which rule refused it, and change it.'

type Deps = Readonly<{ db: Db; server: AuthorizationServer }>
type Asked = Omit<AccessRequest, 'applicationId'>

const decisions = new WeakMap<object, Decided>()
type Decided = Readonly<{ decision: AccessDecision; asked: Asked }>

/** What the policies of a custom server say; `org` has none, and its assignments decide alone. */
export async function decideFor(
  { db, server }: Deps,
  request: AccessRequest,
): Promise<AccessDecision | undefined> {
  if (server.slug === ORG_SERVER) return undefined
  return decideAccess(server.settings.accessPolicies, request, (userId, groups) =>
    listMembershipsAmong(db, userId, groups),
  )
}

/** Refuses a request that no rule lets in, and keeps the rule for the lifetimes of its tokens. */
export async function requireAccess(
  deps: Deps,
  ctx: KoaContextWithOIDC,
  asked: Asked,
): Promise<void> {
  const { client } = ctx.oidc
  if (!client) throw new errors.InvalidClient('client not found')
  const { applicationId } = rulesOfClient(client)
  const decision = await decideFor(deps, { ...asked, applicationId })
  if (!decision) return
  decisions.set(ctx, { decision, asked })
  if (decision.kind === 'allowed') return
  const { expected, received } = explainRefusal(decision, asked)
  throw new errors.AccessDenied(NO_ACCESS, `expected ${expected}; received ${received}`)
}

/** The rule that let this request in; undefined at `org`, and before anything was decided. */
export function ruleOf(ctx: object | undefined): AccessRule | undefined {
  const decision = ctx && decisions.get(ctx)?.decision
  return decision?.kind === 'allowed' ? decision.rule : undefined
}

/** What a trace says of the decision. */
export function detailOfAccess(ctx: object): StepDetail | undefined {
  const decided = decisions.get(ctx)
  if (!decided) return undefined
  const { decision, asked } = decided
  if (decision.kind === 'allowed') return { policy: decision.policy, rule: decision.rule.name }
  return explainRefusal(decision, asked)
}

const REASONS = {
  inactive: 'is not active',
  grant_type: 'is for other grant types',
  scopes: 'does not allow all of these scopes',
  people: 'is for other people',
} as const

/** In the words of every trace: the check, what it wanted and what came. */
export function explainRefusal(decision: AccessDecision, asked: Asked) {
  const wanted =
    decision.kind === 'no_policy'
      ? 'an active access policy that applies to this application'
      : 'a rule that matches'
  const policy = decision.kind === 'no_policy' ? undefined : decision.policy
  const misses = decision.misses.map(({ rule, because }) => `“${rule}” ${REASONS[because]}`)
  const within = policy === undefined ? '' : ` in the policy “${policy}”`
  return {
    check: 'access_policy',
    ...(policy !== undefined && { policy }),
    expected: `${wanted}${within}${misses.length > 0 ? `: ${misses.join(', ')}` : ''}`,
    received: `${asked.grantTypes.join(' and ')}, ${scopesIn(asked.scopes)}${asked.userId === undefined ? '' : `, the person ${asked.userId}`}`,
  }
}

function scopesIn(scopes: readonly string[]): string {
  return scopes.length > 0 ? `the scopes ${scopes.join(' ')}` : 'no scope'
}

/** By what a response type gets its tokens: a hybrid one by both ways. */
export function grantsOfResponseType(responseType: string): RuleGrant[] {
  const parts = responseType.split(' ')
  const hasImplicit = parts.some((part) => part !== 'code')
  return [
    ...(parts.includes('code') ? (['authorization_code'] as const) : []),
    ...(hasImplicit ? (['implicit'] as const) : []),
  ]
}

/** How what is exchanged at the token endpoint was first got. */
export function grantOfSource({
  kind,
  gty = '',
}: {
  kind: string
  gty?: string | undefined
}): RuleGrant {
  if (kind === 'DeviceCode') return DEVICE_CODE
  const [first] = gty.split(' ')
  return first === 'device_code' ? DEVICE_CODE : 'authorization_code'
}
