import { BlockList, isIP } from 'node:net'
import { Failure } from '../base/errors.ts'

/** The proxies whose X-Forwarded-* headers are believed. Made by `parseTrustedProxies` only. */
export type TrustedProxies = Readonly<{ has: (address: string) => boolean }>

export type Caller = Readonly<{
  /** The caller's own address, or `unknown` if the socket has none. */
  address: string
  /** Scheme and host as the browser sees them; undefined where the Host header is malformed. */
  origin: string | undefined
}>

type Connection = Readonly<{ socketAddress: string | undefined; encrypted?: boolean }>

const MOST_HOPS = 32
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/

/** Addresses and CIDR ranges, such as `10.0.0.0/8`, `::1`. */
export function parseTrustedProxies(entries: readonly string[]): TrustedProxies {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits, ...rest] = entry.trim().split('/')
    const family = familyOf(address)
    const largest = family === 'ipv4' ? 32 : 128
    const prefix = bits === undefined ? largest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
    if (!isIP(address) || rest.length > 0 || prefix < 0 || prefix > largest) {
      throw new Failure('invalid_input', `"${entry}" is neither an address nor a range of them.`)
    }
    list.addSubnet(address, prefix, family)
  }
  return { has: (address) => isIP(address) !== 0 && list.check(address, familyOf(address)) }
}

/**
 * Who is calling, and which address they called. Forwarded headers count only if the socket's other
 * end is a trusted proxy, because callers can write them too. They are read from the right, where
 * each proxy adds its part: the first address that is not a trusted proxy is the caller, and
 * everything left of it is only what the caller claims.
 */
export function readCaller(
  { socketAddress, encrypted = false }: Connection,
  headers: Pick<Headers, 'get'>,
  trusted: TrustedProxies,
): Caller {
  const peer = plainAddress(socketAddress ?? '')
  const ownScheme = encrypted ? 'https' : 'http'
  const host = headers.get('host')
  if (!peer || !trusted.has(peer)) {
    return { address: peer ?? 'unknown', origin: parseOrigin(ownScheme, host) }
  }
  const scheme = lastItem(headers.get('x-forwarded-proto'))?.toLowerCase() ?? ownScheme
  return {
    address: nearestUntrusted(peer, headers.get('x-forwarded-for'), trusted),
    origin: parseOrigin(scheme, lastItem(headers.get('x-forwarded-host')) ?? host),
  }
}

/** Who sent X-Forwarded-* headers without being trusted, if there are any. */
export function unbelievedProxy(
  { socketAddress }: Pick<Connection, 'socketAddress'>,
  headers: Pick<Headers, 'get'>,
  trusted: TrustedProxies,
): string | undefined {
  const peer = plainAddress(socketAddress ?? '')
  if (!peer || trusted.has(peer)) return
  const names = ['x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-for']
  return names.some((name) => headers.get(name) !== null) ? peer : undefined
}

/** By what tries are counted: one IPv6 customer has a whole /64, and can change addresses within it. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

function nearestUntrusted(peer: string, chain: string | null, trusted: TrustedProxies): string {
  let caller = peer
  for (const hop of (chain ?? '').split(',').slice(-MOST_HOPS).reverse()) {
    if (!trusted.has(caller)) break
    const address = plainAddress(hop)
    if (!address) break
    caller = address
  }
  return caller
}

/** An IP address without port, brackets or zone; IPv4 in IPv6 (`::ffff:10.0.0.1`) as IPv4. */
function plainAddress(text: string): string | undefined {
  const trimmed = text.trim()
  const address =
    /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed)?.[1] ??
    /^([\d.]+):\d+$/.exec(trimmed)?.[1] ??
    trimmed.replace(/%.*$/, '')
  if (!isIP(address)) return
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return mapped ?? address.toLowerCase()
}

const origins = new Map<string, string | undefined>()
/** Limited, because anybody can send any Host. */
const MOST_ORIGINS = 1_000
const LONGEST_NAME = 260

/** Cached, because the same few hosts come again and again. */
function parseOrigin(scheme: string, host: string | null): string | undefined {
  const name = host?.toLowerCase()
  if (!name || name.length > LONGEST_NAME) return
  const key = `${scheme}://${name}`
  if (origins.has(key)) return origins.get(key)
  const origin = originOf(scheme, name)
  if (origins.size >= MOST_ORIGINS) origins.clear()
  origins.set(key, origin)
  return origin
}

function originOf(scheme: string, name: string): string | undefined {
  if (!HOST.test(name) || (scheme !== 'http' && scheme !== 'https')) return
  const url = URL.parse(`${scheme}://${name}`)
  // A name that the parser rewrites, such as `0x7f.1` or `127.1`, is an attack and no browser's.
  if (!url || url.hostname !== name.replace(/:\d+$/, '')) return
  return url.origin
}

function lastItem(list: string | null): string | undefined {
  return list?.split(',').at(-1)?.trim() || undefined
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
