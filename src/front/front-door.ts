import type { IncomingMessage } from 'node:http'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { OrganizationDirectory } from '../core/organizations/organization-directory.ts'
import { readCaller, type TrustedProxies, unbelievedProxy } from '../web/client-address.ts'
import { createRefusedAddresses, type RefusedAddresses } from './refused-addresses.ts'
import { createVisit, type Visit } from './visit.ts'

type Deps = {
  directory: OrganizationDirectory
  trustedProxies: TrustedProxies
  now: Clock
  log: Log
}

export type FrontDoor = Readonly<{
  /** Which organization a request is for; undefined if none has that address. */
  find(request: IncomingMessage): Promise<Visit | undefined>
  /** The addresses of no organization at which requests arrived, for administrators. */
  listRefused: RefusedAddresses['list']
}>

/**
 * A request belongs to the organization whose origin equals scheme and Host. Everything that
 * depends on where a request came from is decided here, once, and handed on as the visit.
 */
export function createFrontDoor({ directory, trustedProxies, now, log }: Deps): FrontDoor {
  const refused = createRefusedAddresses({ now })
  const find: FrontDoor['find'] = async (request) => {
    const headers = { get: (name: string) => onlyValue(request.headers[name]) }
    const socketAddress = request.socket.remoteAddress
    const { address, origin } = readCaller({ socketAddress }, headers, trustedProxies)
    const organization = origin === undefined ? undefined : await directory.find(origin)
    if (!organization) {
      const proxy = unbelievedProxy({ socketAddress }, headers, trustedProxies)
      if (origin !== undefined) refused.note({ origin, proxy })
      // Only to the log: a stranger must not learn which addresses are known.
      const known = await directory.listAddresses()
      log.warn(
        { origin, host: request.headers.host, address, known },
        'no organization lives at this address',
      )
      return undefined
    }
    return createVisit(organization, { address, userAgent: request.headers['user-agent'] ?? '' })
  }
  return { find, listRefused: refused.list }
}

const onlyValue = (value: string | string[] | undefined) =>
  typeof value === 'string' ? value : null
