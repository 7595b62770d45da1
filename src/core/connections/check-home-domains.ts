import { faultInDomains } from '../../base/domain.ts'
import { Failure } from '../../base/errors.ts'
import type { Db } from '../../storage/database.ts'
import type { Connection } from './connection.ts'
import { listConnections } from './connection-store.ts'

type Homes = Pick<Connection, 'slug' | 'name' | 'settings'>

/** A domain is at home at one connection: its people are to be sent to one place. */
export function faultInHomeDomains(
  { slug, settings }: Homes,
  all: readonly Homes[],
): string | undefined {
  const own = settings.homeDomains.map((domain) => domain.toLowerCase())
  const others = all.filter((other) => other.slug !== slug)
  for (const other of others) {
    const shared = other.settings.homeDomains.find((one) => own.includes(one.toLowerCase()))
    if (shared !== undefined) return `${shared} is at home at ${other.name} already.`
  }
  return faultInDomains(own)
}

/** One that is written otherwise (`@acme.com`) would tie nobody, and say so nowhere. */
export function requireTrustedDomains({ settings }: Pick<Connection, 'settings'>): void {
  const message = faultInDomains(settings.trustedDomains)
  if (message === undefined) return
  const fields = [{ path: 'settings.trustedDomains', message }]
  throw new Failure('invalid_input', message, { fields })
}

/** In the transaction in which it is saved. */
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
