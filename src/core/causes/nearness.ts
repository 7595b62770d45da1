/** How two addresses that should be one differ, in words, where they differ by little. */
type Nearness = Readonly<{
  /** `proxy`: what a server behind a proxy gets wrong by itself. */
  kind: 'spelling' | 'proxy'
  words: string
}>

/**
 * The likely slips, from the smallest on. Undefined where the two are the same or have too little in
 * common for a slip.
 */
export function nearness(expected: string, received: string): Nearness | undefined {
  if (expected === received) return
  const slip = SLIPS.find(([, same]) => same(expected) === same(received))
  if (slip) return { kind: 'spelling', words: slip[0] }
  return behindProxy(expected, received)
}

const withoutSlash = (text: string) => text.replace(/\/+$/, '')
const withoutSpace = (text: string) => text.replaceAll(/\s|%20|\p{Cf}/gu, '')

const SLIPS: readonly (readonly [words: string, same: (text: string) => string])[] = [
  ['a slash at the end', withoutSlash],
  ['a space', withoutSpace],
  ['upper and lower case', (text) => text.toLowerCase()],
  ['spelling alone', (text) => withoutSlash(withoutSpace(text)).toLowerCase()],
]

function behindProxy(expected: string, received: string): Nearness | undefined {
  const [one, other] = [URL.parse(expected), URL.parse(received)]
  if (!one || !other) return
  if (one.pathname !== other.pathname || one.search !== other.search) return
  if (one.hostname !== other.hostname) return
  const scheme = one.protocol !== other.protocol && 'http in place of https'
  const port = one.port !== other.port && 'the port'
  const words = [scheme, port].filter(Boolean).join(' and ')
  return words ? { kind: 'proxy', words } : undefined
}

/** Of several addresses the one that was probably meant. */
export function nearestOf(candidates: readonly string[], received: string): string | undefined {
  return candidates.toSorted((one, other) => shared(other, received) - shared(one, received))[0]
}

/** How many characters two texts share at their ends. */
function shared(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  let front = 0
  while (front < shorter && one[front] === other[front]) front++
  let back = 0
  while (back < shorter - front && one.at(-1 - back) === other.at(-1 - back)) back++
  return front + back
}
