import { BlockList, isIP, isIPv4 } from 'node:net'

export type AddressKind = 'public' | 'loopback' | 'private'

/** IANA's special-purpose addresses for IPv4, at none of which there can be an identity provider. */
const PRIVATE_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT
  ['169.254.0.0', 16], // link-local, and every cloud's metadata service
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
] as const

/** Of IPv6 only 2000::/3 is routed; these parts of it lead elsewhere or nowhere. */
const PRIVATE_V6 = [
  ['2001::', 23], // Teredo, ORCHID, benchmarks
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: an IPv4 address in disguise
  ['3fff::', 20],
] as const

const privateV4 = new BlockList()
for (const [net, prefix] of PRIVATE_V4) privateV4.addSubnet(net, prefix, 'ipv4')
const privateV6 = new BlockList()
for (const [net, prefix] of PRIVATE_V6) privateV6.addSubnet(net, prefix, 'ipv6')
const globalV6 = new BlockList()
globalV6.addSubnet('2000::', 3, 'ipv6')

/** The kind of network an address is in; an IPv4 address inside an IPv6 one counts as itself. */
export function kindOfAddress(address: string): AddressKind {
  const plain = unwrapAddress(address)
  if (isIPv4(plain)) {
    if (plain.startsWith('127.')) return 'loopback'
    return privateV4.check(plain, 'ipv4') ? 'private' : 'public'
  }
  if (isIP(plain) !== 6) return 'private'
  if (groupsOf(plain).every((group, index) => group === (index === 7 ? 1 : 0))) return 'loopback'
  const isPublic = globalV6.check(plain, 'ipv6') && !privateV6.check(plain, 'ipv6')
  return isPublic ? 'public' : 'private'
}

/**
 * The IPv4 address that an IPv6 one carries: mapped (`::ffff:0:0/96`), translated (`64:ff9b::/96`,
 * NAT64). The system connects to the inner address, so the inner one is what must be allowed.
 */
function unwrapAddress(address: string): string {
  const bare = address.split('%')[0] ?? ''
  if (isIP(bare) !== 6) return bare
  const groups = groupsOf(bare)
  const front = groups.slice(0, 6).map((group) => group.toString(16))
  const carriesV4 = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'].includes(front.join(':'))
  if (!carriesV4) return bare
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight numbers of an IPv6 address, in whatever spelling, by way of the URL parser. */
function groupsOf(address: string): number[] {
  const spelled = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? ''
  const [front = '', back] = spelled.split('::')
  const numbers = (part: string) => (part ? part.split(':').map((g) => Number.parseInt(g, 16)) : [])
  const head = numbers(front)
  if (back === undefined) return head
  const tail = numbers(back)
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail]
}

export type AllowList = Readonly<{
  loopback: boolean
  /** Whether the name itself is listed, or a network that contains the address. */
  has(host: string, address: string): boolean
}>

/** Reads `outbound.allow`: `loopback`, host names, addresses and networks such as `10.1.0.0/16`. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const networks = new BlockList()
  const hosts = new Set<string>()
  let loopback = false
  for (const entry of entries.map((text) => text.trim().toLowerCase())) {
    const [net = '', prefix] = entry.split('/')
    const family = isIP(net) === 6 ? 'ipv6' : 'ipv4'
    if (entry === 'loopback') loopback = true
    else if (isIP(net) && prefix !== undefined) networks.addSubnet(net, Number(prefix), family)
    else if (isIP(net)) networks.addAddress(net, family)
    else hosts.add(entry)
  }
  return {
    loopback,
    has(host, address) {
      const plain = unwrapAddress(address)
      return hosts.has(host) || networks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
    },
  }
}
