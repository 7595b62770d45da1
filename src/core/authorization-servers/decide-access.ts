import type { AccessPolicy, AccessRule, RuleGrant } from './access-policy.ts'

/** What an application asks an authorization server for. */
export type AccessRequest = Readonly<{
  applicationId: string
  /** Each way in which this request gets tokens: a hybrid one has two. */
  grantTypes: readonly RuleGrant[]
  scopes: readonly string[]
  /** Undefined for an application that acts for itself. */
  userId: string | undefined
}>

export type AccessDecision =
  | Readonly<{ kind: 'allowed'; policy: string; rule: AccessRule; misses: readonly Miss[] }>
  | Readonly<{ kind: 'no_policy'; misses: readonly Miss[] }>
  | Readonly<{ kind: 'no_rule'; policy: string; misses: readonly Miss[] }>

/** A rule that was looked at, and the first thing in it that did not fit. */
type Miss = Readonly<{
  rule: string
  because: 'inactive' | 'grant_type' | 'scopes' | 'people'
}>

/** Which of these groups a person is in. */
type MemberOf = (userId: string, groupIds: readonly string[]) => Promise<ReadonlySet<string>>

/**
 * The first policy that applies to the application, and in it the first rule that matches: no
 * later policy mends what an earlier one refuses. Groups are read once, and only when a rule that
 * fits otherwise names some.
 */
export async function decideAccess(
  policies: readonly AccessPolicy[],
  request: AccessRequest,
  memberOf: MemberOf,
): Promise<AccessDecision> {
  const policy = policies.find((one) => one.active && appliesTo(one, request.applicationId))
  if (!policy) return { kind: 'no_policy', misses: [] }
  const memberships = lazyMemberships(policy, request, memberOf)
  const misses: Miss[] = []
  for (const rule of policy.rules) {
    const because =
      mismatch(rule, request) ?? ((await isFor(rule, request, memberships)) ? undefined : 'people')
    if (!because) return { kind: 'allowed', policy: policy.name, rule, misses }
    misses.push({ rule: rule.name, because })
  }
  return { kind: 'no_rule', policy: policy.name, misses }
}

function appliesTo({ applications }: AccessPolicy, id: string): boolean {
  return applications === 'all' || applications.includes(id)
}

function mismatch(rule: AccessRule, { grantTypes, scopes }: AccessRequest) {
  const { scopes: allowed } = rule
  if (!rule.active) return 'inactive'
  if (!grantTypes.every((type) => rule.grantTypes.includes(type))) return 'grant_type'
  if (allowed !== 'any' && !scopes.every((scope) => allowed.includes(scope))) return 'scopes'
  return undefined
}

async function isFor(
  { people }: AccessRule,
  { userId }: AccessRequest,
  memberships: () => Promise<ReadonlySet<string>>,
): Promise<boolean> {
  // Nobody is behind a request of an application for itself: the grant type says who it is for.
  if (userId === undefined || people === 'everyone') return true
  if (people.users.includes(userId)) return true
  if (people.groups.length === 0) return false
  const groups = await memberships()
  return people.groups.some((id) => groups.has(id))
}

function lazyMemberships(
  { rules }: AccessPolicy,
  { userId = '' }: AccessRequest,
  memberOf: MemberOf,
): () => Promise<ReadonlySet<string>> {
  let read: Promise<ReadonlySet<string>> | undefined
  return () => {
    const named = rules.flatMap(({ people }) => (people === 'everyone' ? [] : people.groups))
    read ??= memberOf(userId, [...new Set(named)])
    return read
  }
}
