import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopbackHost } from '../base/loopback.ts'
import { type AllowList, kindOfAddress } from './address-rules.ts'

/** Thrown while connecting, to be told apart from the network's own errors. */
export class BlockedAddress extends Error {
  override readonly name = 'BlockedAddress'
}

type Rules = Readonly<{ allow: AllowList; loopback: boolean }>

/** Refuses an address that is neither public nor allowed. `host` is the name it was found under. */
export function requireAllowed(host: string, address: string, { allow, loopback }: Rules): void {
  const kind = kindOfAddress(address)
  if (kind === 'public' || allow.has(host, address)) return
  if (kind === 'loopback' && (loopback || allow.loopback)) return
  throw new BlockedAddress(
    `${host} is at ${address}, a ${kind} address; outbound.allow does not list it`,
  )
}

/** The host of a URL if it is an IP address, which is never looked up. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(bare) ? bare : undefined
}

/**
 * Resolves and checks in one step, at the moment of connecting: if a name were checked first and then
 * looked up again by the socket, it could resolve differently (DNS rebinding). Every address must be
 * allowed, not only the first, because the system chooses among them.
 */
export function guardedLookup(rules: Rules): LookupFunction {
  return (hostname, options, answer) => {
    const deliver = (found: readonly LookupAddress[]) => {
      try {
        for (const { address } of found) requireAllowed(hostname, address, rules)
      } catch (error) {
        // The cast holds because requireAllowed throws nothing but BlockedAddress.
        return answer(error as BlockedAddress, '', 4)
      }
      const [first] = found
      if (!first) return answer(new Error(`${hostname} has no address`), '', 4)
      return options.all ? answer(null, [...found]) : answer(null, first.address, first.family)
    }
    // RFC 6761 section 6.3: these names mean this machine, whatever a resolver says.
    if (isLoopbackHost(hostname)) {
      return deliver([
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ])
    }
    return lookup(hostname, { all: true }, (error, found) =>
      error ? answer(error, '', 4) : deliver(found),
    )
  }
}
