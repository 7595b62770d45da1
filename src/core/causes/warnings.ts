import type { CauseId } from './catalogue.ts'
import type { ExplainContext, Leg } from './explanation.ts'
import { vendorOf } from './places.ts'
import { type Seen, seenOf } from './seen.ts'

/** What is missing from a sign-in that went well: groups that are wanted and did not come. */
export function warningOf(
  { steps }: Leg,
  { connection }: ExplainContext,
): { cause: CauseId; seen: Seen } | undefined {
  const step = steps.find(({ name }) => name === 'find_user')
  if (!step || !connection) return
  const seen = seenOf({ steps: [step] })
  switch (seen.told('missing')) {
    case 'groups':
      return { cause: whyNoGroups(connection), seen }
    case 'groups_overage':
      return { cause: 'groups_overage', seen }
    default:
      return
  }
}

/**
 * Okta's organization server wants the scope and the application's filter; its custom servers want a
 * claim, and refuse the scope unless they have one of that name. Others have no scope for groups.
 */
function whyNoGroups(connection: NonNullable<ExplainContext['connection']>): CauseId {
  const { issuer, settings } = connection
  const isCustomServer = /^\/oauth2\/[^/]+\/?$/.test(URL.parse(issuer)?.pathname ?? '')
  if (isCustomServer) return 'groups_claim_not_defined'
  const hasScope = ['okta', 'generic'].includes(vendorOf(connection))
  const isAsked = settings.scopes.includes('groups')
  return hasScope && !isAsked ? 'groups_scope_not_asked' : 'groups_filter_missing'
}
