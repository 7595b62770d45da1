import type { Organization } from '../core/organizations/organization.ts'
import { type CookieNames, cookieNames } from '../web/cookies.ts'
import type { PageOrganization } from '../web/page.ts'
import { brandOf } from './brand.ts'

/**
 * Who is calling, and which organization: known of every request before anything else. Made once, at
 * the listener, from the socket and the headers that count; flows never read those again.
 */
export type Visit = Readonly<{
  organization: Organization
  /** How pages present the organization. */
  brand: PageOrganization
  /** The caller's address, for traces and limits. */
  address: string
  userAgent: string
  /** Whether the organization's address is https, and so its cookies are `Secure`. */
  secure: boolean
  /** The host of the organization's address, with the port. */
  host: string
  cookies: CookieNames
}>

/** What follows from the organization alone. */
type Door = Pick<Visit, 'organization' | 'brand' | 'secure' | 'host' | 'cookies'>

/** How Hono hands the visit to a route: `c.env.visit`. */
export type FrontEnv = { Bindings: { visit: Visit } }

export function createVisit(
  organization: Organization,
  { address, userAgent }: Pick<Visit, 'address' | 'userAgent'>,
): Visit {
  return { ...doorOf(organization), address, userAgent }
}

const doors = new WeakMap<Organization, Door>()

/** Computed once for as long as the directory returns the same organization. */
function doorOf(organization: Organization): Door {
  const known = doors.get(organization)
  if (known) return known
  const { protocol, host } = new URL(organization.url)
  const secure = protocol === 'https:'
  const cookies = cookieNames(organization.id, secure)
  const door = { organization, brand: brandOf(organization), secure, host, cookies }
  doors.set(organization, door)
  return door
}

const visits = new WeakMap<object, Visit>()

/** Attaches a visit to Node's request, for the handlers that are not Hono's. */
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
