import { SECOND } from '../base/clock.ts'
import { isLoopbackHost } from '../base/loopback.ts'
import type { Config } from '../config.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { examineAnswer } from '../doctor/examine-answer.ts'
import { type Finding, note, right, risky, wrong } from '../doctor/finding.ts'
import { jsonOf, type ObserveDeps, observe } from '../doctor/observe.ts'
import { examineCookies } from './examine-cookies.ts'

/**
 * Examines an organization's address as its people use it: through DNS, certificates and proxies, back
 * to this server. It finds what a proxy fails to pass on before anybody's sign-in does.
 */
export async function examineOwnAddress(
  deps: ObserveDeps,
  { id, url }: Pick<Organization, 'id' | 'url'>,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): Promise<Finding[]> {
  const proxies = examineProxies(url, trustedProxies)
  const observed = await observe(deps, `${url}/.well-known/openid-configuration`)
  if (observed.kind === 'answered' && observed.status === 421) {
    return [...proxies, unknownHere(url, trustedProxies)]
  }
  const answer = examineAnswer('address', observed)
  if (observed.kind === 'silent' && /ECONNREFUSED/.test(observed.happened)) {
    return [
      ...proxies,
      wrong('address', `Nothing answers at ${url}.`, {
        received: observed.happened,
        remedy: 'Start the server, or the proxy in front of it, and ask again.',
      }),
    ]
  }
  if (observed.kind === 'silent' || answer.some(({ verdict }) => verdict === 'wrong')) {
    return [...proxies, ...answer]
  }
  const { issuer } = jsonOf(observed.text) as { issuer?: unknown }
  if (issuer !== url) {
    return [
      ...proxies,
      wrong('address', 'Something else answers at this address.', {
        expected: `the issuer ${url}`,
        received: String(issuer).slice(0, 200),
        remedy: 'The name leads to another server, or the proxy to another port.',
      }),
    ]
  }
  const ours = right('address', `${url} leads to this organization.`)
  return [
    ...proxies,
    ours,
    await examinePage(deps, url),
    await examineCookies(deps, { id, url }),
    examineOwnClock(observed.aheadMs),
  ]
}

/** Latchkey itself speaks plain http, so for https there must be a proxy, and it must be trusted. */
function examineProxies(url: string, trustedProxies: readonly string[]): Finding[] {
  const isSecure = url.startsWith('https:')
  if (isSecure && trustedProxies.length === 0) {
    return [
      wrong('proxy', 'The address is https, and no proxy is trusted to say so.', {
        expected: 'trustedProxies: [the address of the proxy]',
        received: 'trustedProxies: []',
        remedy: 'Name your proxy under trustedProxies; it must send X-Forwarded-Proto and Host.',
      }),
    ]
  }
  if (isSecure) return [right('proxy', `Trusted proxies: ${trustedProxies.join(', ')}.`)]
  return isLoopbackHost(new URL(url).hostname)
    ? [note('proxy', 'The address is http on loopback: for this machine alone.')]
    : []
}

function unknownHere(url: string, trustedProxies: readonly string[]): Finding {
  const { host, protocol } = new URL(url)
  return wrong('address', `The server does not recognise ${url} in the requests that reach it.`, {
    expected: `Host: ${host}, X-Forwarded-Proto: ${protocol.slice(0, -1)}, from a trusted proxy`,
    received: 'status 421: another host, another scheme, or a proxy that is not trusted',
    remedy: `Let the proxy pass Host on with its port and send X-Forwarded-Proto. Trusted now: ${
      trustedProxies.join(', ') || 'none'
    }.`,
  })
}

const NOTICEABLE_MS = 5 * SECOND

/** By the `Date` of the answer, which a proxy may replace: then it is that machine's clock. */
function examineOwnClock(aheadMs: number | undefined): Finding {
  if (aheadMs === undefined || Math.abs(aheadMs) <= NOTICEABLE_MS) {
    return right('clock', 'The clocks at this address and of this machine agree.')
  }
  const seconds = Math.round(Math.abs(aheadMs) / SECOND)
  const direction = aheadMs > 0 ? 'ahead of' : 'behind'
  return risky('clock', 'The clock at this address and the one of this machine differ.', {
    expected: 'the same time',
    received: `${seconds} s ${direction} this machine`,
    remedy: 'Let both take their time from NTP: providers and applications check times to 30 s.',
  })
}

/** Headers that protect our pages, and that proxies tend to drop or replace. */
const PAGE_HEADERS = ['content-security-policy', 'x-content-type-options', 'referrer-policy']

async function examinePage(deps: ObserveDeps, url: string): Promise<Finding> {
  const page = await observe(deps, `${url}/login`, { headers: { accept: 'text/html' } })
  if (page.kind === 'silent' || page.status !== 200) {
    const received = page.kind === 'silent' ? page.happened : `status ${page.status}`
    return wrong('login screen', 'The login screen does not come.', { expected: '200', received })
  }
  const missing = PAGE_HEADERS.filter((name) => !page.headers.has(name))
  if (missing.length === 0) return right('login screen', 'It comes with all of its headers.')
  return risky('login screen', 'Headers that protect the pages are lost on the way.', {
    expected: PAGE_HEADERS.join(', '),
    received: `without ${missing.join(', ')}`,
    remedy: 'Something between here and there takes them away: look at the proxy.',
  })
}
