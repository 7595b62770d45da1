import { type Clock, isFresh, SECOND } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import type { Organization } from './organization.ts'
import { findOrganizationByUrl, listOrganizations } from './organization-store.ts'

/** Finds the organization that lives at an origin, without a query at every request. */
export type OrganizationDirectory = Readonly<{
  find(origin: string): Promise<Organization | undefined>
  /** Where organizations live, the first few of them, for whoever looks after the server. */
  listAddresses(): Promise<readonly string[]>
}>

/** How long a change of an organization's settings may take to reach every node. */
const FRESH_MS = 2 * SECOND
const MOST = 1_000
const MOST_ADDRESSES = 10

export function createOrganizationDirectory(deps: { db: Db; now: Clock }): OrganizationDirectory {
  let listed: { addresses: Promise<readonly string[]>; readAt: number } | undefined
  const known = new Map<string, { found: Promise<Organization | undefined>; readAt: number }>()

  return {
    find(origin) {
      const cached = known.get(origin)
      const at = deps.now()
      if (cached && isFresh(cached.readAt, at, FRESH_MS)) return cached.found
      const found = findOrganizationByUrl(deps.db, origin)
      // Anybody can send any Host, so unknown ones must not fill the memory. Failures are not cached.
      if (known.size >= MOST) known.clear()
      known.set(origin, { found, readAt: at })
      found.catch(() => known.delete(origin))
      return found
    },
    listAddresses() {
      const at = deps.now()
      if (!listed || !isFresh(listed.readAt, at, FRESH_MS)) {
        const addresses = readAddresses(deps.db)
        listed = { addresses, readAt: at }
        addresses.catch(() => {
          listed = undefined
        })
      }
      return listed.addresses
    },
  }
}

async function readAddresses(db: Db): Promise<readonly string[]> {
  const some = await listOrganizations(db, MOST_ADDRESSES)
  return some.map(({ url }) => url)
}
