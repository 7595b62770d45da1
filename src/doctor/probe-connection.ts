import { calculateJwkThumbprint, type JWK } from 'jose'
import type { Connection } from '../core/connections/connection.ts'
import type { Probe, ProviderKey } from '../core/connections/connection-health.ts'
import { examineSecretExpiry } from '../core/connections/secret-expiry.ts'
import { examineProvider } from './examine-provider.ts'
import { type Finding, right, wrong } from './finding.ts'
import type { ObserveDeps } from './observe.ts'

const MOST_KEYS = 50
const LONGEST_TEXT = 300

/** Probes a connection's provider with two requests, neither of which needs a secret. */
export async function probeConnection(
  deps: ObserveDeps,
  { wellKnownUrl, issuer, settings }: Connection,
): Promise<Probe> {
  const { findings, seen } = await examineProvider(deps, { address: wellKnownUrl })
  // The issuer that sign-ins compare with, not the one that the address implies.
  const others = [
    ...[examineSecretExpiry(settings, deps.now()) ?? []].flat(),
    ...findings.filter(({ check }) => !seen || check !== 'issuer'),
  ]
  if (!seen) return { findings: others }
  return {
    findings: [...others, examineIssuer(seen.issuer, issuer)],
    clockAheadMs: seen.aheadMs,
    keys: await namesOf(seen.keySet),
  }
}

function examineIssuer(received: unknown, expected: string): Finding {
  if (received === expected) return right('issuer', 'The issuer is the one of this connection.')
  return wrong('issuer', 'The provider calls itself by another name than this connection.', {
    expected,
    received: typeof received === 'string' ? received : 'nothing',
    remedy: 'If it is still the provider you mean, save the connection again.',
  })
}

async function namesOf(keySet: unknown): Promise<readonly ProviderKey[] | undefined> {
  const keys = (keySet as { keys?: unknown } | null | undefined)?.keys
  if (!Array.isArray(keys)) return undefined
  const names: ProviderKey[] = []
  for (const key of keys.slice(0, MOST_KEYS) as (JWK | null)[]) {
    try {
      const thumbprint = await calculateJwkThumbprint(key as JWK)
      const kid = typeof key?.kid === 'string' ? key.kid.slice(0, LONGEST_TEXT) : null
      names.push({ kid, thumbprint })
    } catch {
      // A kind of key that cannot sign an ID token.
    }
  }
  return names.length > 0 ? names : undefined
}
