import { type Clock, DAY } from '../base/clock.ts'
import { kindOfAddress } from '../outbound/address-rules.ts'

/** An address of no organization at which requests arrived recently. */
export type RefusedAddress = Readonly<{
  origin: string
  count: number
  lastAt: number
  /** Who sent X-Forwarded-* headers without being trusted: perhaps a proxy that nobody configured. */
  proxy: string | undefined
}>

export type RefusedAddresses = Readonly<{
  note(seen: Pick<RefusedAddress, 'origin' | 'proxy'>): void
  list(): readonly RefusedAddress[]
}>

const MOST = 50

/** In this process's memory only: anybody can send any Host, so it is not worth storing. */
export function createRefusedAddresses({ now }: Readonly<{ now: Clock }>): RefusedAddresses {
  const seen = new Map<string, RefusedAddress>()

  return {
    note({ origin, proxy }) {
      const count = (seen.get(origin)?.count ?? 0) + 1
      // Strangers try many names once; addresses that people use come again.
      if (count === 1 && seen.size >= MOST) seen.delete(rarestOf(seen))
      const near = proxy !== undefined && kindOfAddress(proxy) !== 'public' ? proxy : undefined
      seen.set(origin, { origin, count, lastAt: now(), proxy: near })
    },
    list: () => [...seen.values()].filter(({ lastAt }) => now() - lastAt < DAY),
  }
}

function rarestOf(seen: ReadonlyMap<string, RefusedAddress>): string {
  const [first] = [...seen.values()].sort((a, b) => a.count - b.count || a.lastAt - b.lastAt)
  return first?.origin ?? ''
}

type RefusalReason = 'proxy_not_trusted' | 'scheme' | 'port' | 'other_host'

/** What would have to change for the address to lead to the organization that lives at `url`. */
export function explainRefused(
  url: string,
  { origin, proxy }: RefusedAddress,
): Readonly<{ because: RefusalReason; remedy: string }> {
  const [own, asked] = [new URL(url), new URL(origin)]
  if (proxy !== undefined) {
    return {
      because: 'proxy_not_trusted',
      remedy: `If ${proxy} is your proxy, name it under trustedProxies: what it says of scheme and host does not count until then.`,
    }
  }
  if (asked.hostname !== own.hostname) {
    return {
      because: 'other_host',
      remedy:
        'If people use this address, make it the url of the organization. If it is how a proxy reaches this server, let the proxy pass Host on as the browser sent it. Strangers who try names show up here too, and of those there is nothing to mend.',
    }
  }
  if (asked.protocol !== own.protocol) {
    const scheme = own.protocol.slice(0, -1)
    return {
      because: 'scheme',
      remedy: `Let the proxy send X-Forwarded-Proto: ${scheme}, and lead people who come by ${asked.protocol}// to ${url}.`,
    }
  }
  return {
    because: 'port',
    remedy: `Let the proxy pass Host on with the port that the browser sent, or lead people to ${url}.`,
  }
}
