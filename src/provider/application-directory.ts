import { type Clock, isFresh, SECOND } from '../base/clock.ts'
import type { OrganizationId } from '../base/ids.ts'
import type { Sealer } from '../base/seal.ts'
import type { Application, ApplicationSecret } from '../core/applications/application.ts'
import { listApplicationSecrets } from '../core/applications/application-secret-store.ts'
import { findApplicationByClientId } from '../core/applications/application-store.ts'
import type { Db } from '../storage/database.ts'

/** An application with its secrets opened: what authenticating it takes. */
export type KnownApplication = Readonly<{
  application: Application
  /** Active ones only, newest first. */
  secrets: readonly string[]
  /** Those that were deactivated: they open nothing, and are told apart from what was never one. */
  deactivated: readonly string[]
}>

export type ApplicationDirectory = Readonly<{
  find(organizationId: OrganizationId, clientId: string): Promise<KnownApplication | undefined>
}>

type Deps = { db: Db; sealer: Sealer; now: Clock }

/** How long a change of an application, or of a secret, may take to reach every node. */
const FRESH_MS = 2 * SECOND
const MOST = 1_000

/**
 * Every request of an application begins with its client id: it is read, and its secrets are
 * opened, once for all requests of two seconds instead of at each.
 */
export function createApplicationDirectory(deps: Deps): ApplicationDirectory {
  const known = new Map<string, { found: Promise<KnownApplication | undefined>; readAt: number }>()

  return {
    find(organizationId, clientId) {
      const key = `${organizationId} ${clientId}`
      const at = deps.now()
      const cached = known.get(key)
      if (cached && isFresh(cached.readAt, at, FRESH_MS)) return cached.found
      // Strangers may ask for any client id: what they make up must not fill the memory.
      if (known.size >= MOST) known.clear()
      const found = readApplication(deps, organizationId, clientId)
      known.set(key, { found, readAt: at })
      found.catch(() => known.delete(key))
      return found
    },
  }
}

async function readApplication(
  { db, sealer }: Deps,
  organizationId: OrganizationId,
  clientId: string,
): Promise<KnownApplication | undefined> {
  // RFC 6749 appendix A.1; a NUL, for one, PostgreSQL would not even look for.
  if (!/^[\x20-\x7e]{1,200}$/.test(clientId)) return undefined
  const application = await findApplicationByClientId(db, organizationId, clientId)
  if (!application) return undefined
  const rows = await listApplicationSecrets(db, application.id)
  const open = (status: ApplicationSecret['status']) =>
    Promise.all(
      rows.filter((row) => row.status === status).map((row) => sealer.open(row.secretSealed)),
    )
  const [secrets, deactivated] = await Promise.all([open('active'), open('inactive')])
  return { application, secrets, deactivated }
}
