import type { Organization } from '../core/organizations/organization.ts'
import { type CookieNames, cookieNames } from '../web/cookies.ts'
import type { PageOrganization } from '../web/page.ts'
import { brandOf } from './brand.ts'

/**
 * Who knocks, and at whose door: what every request is before it means anything. Made once, at the
 * listener, from the socket and the headers that count; flows never read those again.
 */
export type Visit = Readonly<{
  organization: Organization
  /** What pages show of the organization. */
  brand: PageOrganization
  /** The caller's address, for traces and limits. */
  address: string
  userAgent: string
  /** Whether the organization lives at https, and so whether its cookies do. */
  secure: boolean
  cookies: CookieNames
}>

/** How Hono hands the visit to a route: `c.env.visit`. */
export type FrontEnv = { Bindings: { visit: Visit } }

export function createVisit(
  organization: Organization,
  { address, userAgent }: Pick<Visit, 'address' | 'userAgent'>,
): Visit {
  const secure = organization.url.startsWith('https:')
  const cookies = cookieNames(organization.id, secure)
  return { organization, brand: brandOf(organization), address, userAgent, secure, cookies }
}

const visits = new WeakMap<object, Visit>()

/** Ties a visit to Node's request, for the handlers that are not Hono's. */
export function rememberVisit(request: object, visit: Visit): void {
  visits.set(request, visit)
}

export function findVisit(request: object): Visit | undefined {
  return visits.get(request)
}

export function visitOf(request: object): Visit {
  const visit = findVisit(request)
  if (!visit) throw new Error('A request came in that did not pass the listener.')
  return visit
}
