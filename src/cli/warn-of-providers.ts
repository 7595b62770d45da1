import type { Change } from '../apply/change.ts'
import type { DeclaredConnection } from '../config/declared-connection.ts'
import type { DeclaredOrganization } from '../config/declared-organization.ts'
import type { Config } from '../config.ts'
import { impliedIssuer, readProviderDocument } from '../core/connections/provider-document.ts'
import { createOutbound, type OutboundFetch } from '../outbound/guarded-fetch.ts'
import type { Io } from './command.ts'

/**
 * Looks at the provider of every connection that was made or changed. It only warns: a file is
 * applied before the wire is laid, and a provider that is down today may be up tomorrow.
 */
export async function warnOfProviders(
  changes: readonly Change[],
  { organizations, outboundAllow }: Pick<Config, 'organizations' | 'outboundAllow'>,
  { tell }: Pick<Io, 'tell'>,
): Promise<void> {
  const touched = new Set(changes.flatMap(({ kind, path }) => (kind === 'none' ? [] : path)))
  const outbound = createOutbound({ allow: outboundAllow })
  try {
    await Promise.all(
      connectionsOf(organizations).map(async ({ organization, connection }) => {
        const path = `${organization.slug}/connections/${connection.slug}`
        if (!touched.has(path) || connection.enabled === false) return
        const fault = await findFault(outbound.fetchFor(organization), connection)
        if (fault) tell(`Warning: ${path}: ${fault}`)
      }),
    )
  } finally {
    await outbound.close()
  }
}

function connectionsOf(organizations: readonly DeclaredOrganization[]) {
  return organizations.flatMap((organization) =>
    (organization.connections ?? []).map((connection) => ({ organization, connection })),
  )
}

async function findFault(
  fetch: OutboundFetch,
  { wellKnownUrl, issuer, clientAuthMethod }: DeclaredConnection,
): Promise<string | undefined> {
  try {
    const response = await fetch(wellKnownUrl)
    if (response.status !== 200) return `${wellKnownUrl} answered ${response.status}, not 200.`
    const issuers = [issuer ?? impliedIssuer(wellKnownUrl) ?? '']
    const read = readProviderDocument(await response.json(), { issuers, clientAuthMethod })
    if (read.kind === 'usable') return undefined
    const { message, expected, received } = read.fault
    return `${message} Expected: ${expected}. Received: ${received}.`
  } catch (error) {
    return `${wellKnownUrl} does not answer: ${(error as Error).message}`
  }
}
