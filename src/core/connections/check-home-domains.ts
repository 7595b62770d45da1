import { faultInDomains } from '../../base/domain.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from './connection.ts'
import { listConnections } from './connection-store.ts'

type Homes = Pick<Connection, 'slug' | 'name' | 'settings'>

/** What is wrong with home domains: each may belong to one connection only. */
function faultInHomeDomains({ slug, settings }: Homes, all: readonly Homes[]): string | undefined {
  const own = settings.homeDomains.map((domain) => domain.toLowerCase())
  const others = all.filter((other) => other.slug !== slug)
  for (const other of others) {
    const shared = other.settings.homeDomains.find((one) => own.includes(one.toLowerCase()))
    if (shared !== undefined) return `${shared} is at home at ${other.name} already.`
  }
  return faultInDomains(own)
}

/** A domain in another form (`@acme.com`) would link nobody, and nothing would say why. */
export function requireTrustedDomains({ settings }: Pick<Connection, 'settings'>): void {
  const message = faultInDomains(settings.trustedDomains)
  if (message === undefined) return
  const fields = [{ path: 'settings.trustedDomains', message }]
  throw new Failure('invalid_input', message, { fields })
}

/** Call it in the transaction that saves the connection. */
export async function requireHomeDomains(tx: Db, connection: Connection): Promise<void> {
  if (connection.settings.homeDomains.length === 0) return
  const message = faultInHomeDomains(
    connection,
    await listConnections(tx, connection.organizationId),
  )
  if (message === undefined) return
  const fields = [{ path: 'settings.homeDomains', message }]
  throw new Failure('invalid_input', message, { fields })
}
