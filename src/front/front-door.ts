import type { IncomingMessage } from 'node:http'
import type { Log } from '../base/log.ts'
import type { OrganizationDirectory } from '../core/organizations/organization-directory.ts'
import { readCaller, type TrustedProxies } from '../web/client-address.ts'
import { createVisit, type Visit } from './visit.ts'

type Deps = { directory: OrganizationDirectory; trustedProxies: TrustedProxies; log: Log }

/** Says whose door a request knocks at; undefined where nobody lives at that address. */
type FrontDoor = (request: IncomingMessage) => Promise<Visit | undefined>

/**
 * A request belongs to the organization whose origin equals scheme and Host. Everything that
 * depends on where a request came from is decided here, once, and handed on as the visit.
 */
export function createFrontDoor({ directory, trustedProxies, log }: Deps): FrontDoor {
  return async (request) => {
    const headers = { get: (name: string) => onlyValue(request.headers[name]) }
    const socketAddress = request.socket.remoteAddress
    const { address, origin } = readCaller({ socketAddress }, headers, trustedProxies)
    const organization = origin === undefined ? undefined : await directory.find(origin)
    if (!organization) {
      // For the administrator: which addresses are known is nothing to tell a stranger.
      log.warn(
        { origin, host: request.headers.host, address },
        'no organization lives at this address',
      )
      return undefined
    }
    return createVisit(organization, { address, userAgent: request.headers['user-agent'] ?? '' })
  }
}

const onlyValue = (value: string | string[] | undefined) =>
  typeof value === 'string' ? value : null
