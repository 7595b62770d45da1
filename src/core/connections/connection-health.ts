import { MINUTE } from '../../base/clock.ts'
import type { ConnectionId, OrganizationId } from '../../base/ids.ts'

/** `unknown`: not probed yet, or only once and without success. */
export const HEALTH_STATES = ['unknown', 'up', 'down'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** One finding of a probe. */
export type HealthFinding = Readonly<{
  check: string
  verdict: 'right' | 'note' | 'risky' | 'wrong'
  sentence: string
  expected?: string
  received?: string
  remedy?: string
}>

/** A signing key that the provider publishes; thumbprints are those of RFC 7638. */
export type ProviderKey = Readonly<{ kid: string | null; thumbprint: string }>

/** What the last probes of a connection's provider found. */
export type ConnectionHealth = Readonly<{
  connectionId: ConnectionId
  organizationId: OrganizationId
  /** The address that was probed: for another address, the rest means nothing. */
  wellKnownUrl: string
  state: HealthState
  /** Failures in a row until now. */
  failures: number
  lastProbeAt: number | undefined
  lastSuccessAt: number | undefined
  lastFailureAt: number | undefined
  lastFailure: HealthFinding | undefined
  /** What the last probe found risky or wrong. */
  findings: readonly HealthFinding[]
  /** By how much the provider's clock is ahead of ours. */
  clockAheadMs: number | undefined
  keys: readonly ProviderKey[]
  keysRotatedAt: number | undefined
  nextProbeAt: number
}>

/** What one probe of a provider found. Keys are absent if they could not be read. */
export type Probe = Readonly<{
  findings: readonly HealthFinding[]
  clockAheadMs?: number | undefined
  keys?: readonly ProviderKey[] | undefined
}>

/** What a probe can reveal that is worth an event. */
export type HealthChange = 'down' | 'up' | 'keys'

const EVERY_MS = 5 * MINUTE
const FIRST_RETRY_MS = MINUTE
const LONGEST_RETRY_MS = 15 * MINUTE
/** One failure may be an accident of the network; the next probe follows a minute later. */
const FAILURES_UNTIL_DOWN = 2

export function unknownHealth(
  { id, organizationId, wellKnownUrl }: HealthOf,
  now: number,
): ConnectionHealth {
  return {
    ...{ connectionId: id, organizationId, wellKnownUrl, state: 'unknown', failures: 0 },
    lastProbeAt: undefined,
    lastSuccessAt: undefined,
    lastFailureAt: undefined,
    lastFailure: undefined,
    findings: [],
    clockAheadMs: undefined,
    keys: [],
    keysRotatedAt: undefined,
    nextProbeAt: now,
  }
}

type HealthOf = Readonly<{ id: ConnectionId; organizationId: OrganizationId; wellKnownUrl: string }>

type After = Readonly<{ health: ConnectionHealth; changes: readonly HealthChange[] }>

/** What is known after one more probe, and what of it is new. `random` is between 0 and 1. */
export function healthAfter(
  before: ConnectionHealth,
  probe: Probe,
  { at, random }: Readonly<{ at: number; random: number }>,
): After {
  const failure = probe.findings.find(({ verdict }) => verdict === 'wrong')
  const failures = failure ? before.failures + 1 : 0
  const state = !failure ? 'up' : failures >= FAILURES_UNTIL_DOWN ? 'down' : before.state
  const keys = probe.keys ?? before.keys
  const isRotated = before.keys.length > 0 && nameOf(keys) !== nameOf(before.keys)
  const changes: HealthChange[] = []
  if (state === 'down' && before.state !== 'down') changes.push('down')
  if (state === 'up' && before.state === 'down') changes.push('up')
  if (isRotated) changes.push('keys')
  return {
    changes,
    health: {
      ...before,
      ...{ state, failures, keys },
      lastProbeAt: at,
      ...(failure ? { lastFailureAt: at, lastFailure: failure } : { lastSuccessAt: at }),
      findings: probe.findings.filter(({ verdict }) => verdict === 'wrong' || verdict === 'risky'),
      clockAheadMs: probe.clockAheadMs,
      ...(isRotated && { keysRotatedAt: at }),
      nextProbeAt: at + waitAfter(failures, random),
    },
  }
}

/** A fifth more or less, so that not all are probed at once. */
function waitAfter(failures: number, random: number): number {
  const wait =
    failures === 0
      ? EVERY_MS
      : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10))
  return Math.round(wait * (0.8 + random * 0.4))
}

/** Identifies a set of keys, whatever the order in which they are published. */
function nameOf(keys: readonly ProviderKey[]): string {
  const names = keys.map(({ kid, thumbprint }) => `${kid} ${thumbprint}`)
  return names.sort().join('\n')
}
