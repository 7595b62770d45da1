import { type Clock, SECOND } from '../base/clock.ts'
import type { ConnectionId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { type Repeating, repeat } from '../base/repeat.ts'
import { recordEvents } from '../core/audit/event-store.ts'
import type { EventType } from '../core/audit/event-types.ts'
import type { Connection } from '../core/connections/connection.ts'
import {
  type ConnectionHealth,
  type HealthChange,
  healthAfter,
  unknownHealth,
} from '../core/connections/connection-health.ts'
import {
  beginHealth,
  claimHealth,
  keepHealth,
  listDue,
} from '../core/connections/connection-health-store.ts'
import { findConnection } from '../core/connections/connection-store.ts'
import { expiryWarning } from '../core/connections/secret-expiry.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { findOrganization } from '../core/organizations/organization-store.ts'
import type { Outbound } from '../outbound/guarded-fetch.ts'
import type { Db } from '../storage/database.ts'
import { probeConnection } from './probe-connection.ts'

export type HealthDeps = Readonly<{
  db: Db
  now: Clock
  log: Pick<Log, 'warn'>
  fetchFor: Outbound['fetchFor']
  /** Reads the provider's document and keys into the cache, so that no sign-in waits for them. */
  warm(organization: Organization, connection: Connection): Promise<unknown>
  random?: () => number
}>

/** Longer than the two requests of a probe can take. */
const LEASE_MS = 30 * SECOND
const EVERY_MS = 30 * SECOND
const MOST_AT_ONCE = 4
const MOST_A_ROUND = 200

/** Probes every connection that is due, a few at a time; of several nodes, one probes each. */
export async function probeDue(deps: HealthDeps, signal?: AbortSignal): Promise<void> {
  const { db, now } = deps
  await beginHealth(db, now())
  const due = await listDue(db, now(), MOST_A_ROUND)
  const workers = Array.from({ length: Math.min(MOST_AT_ONCE, due.length) }, async () => {
    while (!signal?.aborted) {
      const id = due.shift()
      if (id === undefined) return
      await probeNow(deps, id, { dueOnly: true }).catch((error: unknown) => {
        deps.log.warn({ error, connection: id }, 'a provider could not be looked at')
      })
    }
  })
  await Promise.all(workers)
}

/** Probes a connection now, unless another node is doing so. */
export async function probeNow(
  deps: HealthDeps,
  id: ConnectionId,
  { dueOnly = false }: { dueOnly?: boolean } = {},
): Promise<void> {
  const { db, now, fetchFor, random = Math.random } = deps
  if (!dueOnly) await beginHealth(db, now())
  const until = now() + LEASE_MS
  const held = await claimHealth(db, { id, now: now(), until, dueOnly })
  const connection = held && (await findConnection(db, id))
  const organization = held && (await findOrganization(db, held.organizationId))
  if (!connection || !organization) return

  const isSame = held.wellKnownUrl === connection.wellKnownUrl
  const before = isSame ? held : unknownHealth(connection, now())
  const probe = await probeConnection({ fetch: fetchFor(organization), now }, connection)
  const { health, changes } = healthAfter(before, probe, { at: now(), random: random() })
  await db.transaction().execute(async (tx) => {
    if (!(await keepHealth(tx, health, until))) return
    const happened = [
      ...changes.map((change) => eventOf(change, connection, before, health)),
      ...expiryEvents(connection, before, health),
    ]
    await recordEvents(tx, happened, now())
  })
  // A failure here needs no report: the next probe finds it, and so does the next sign-in.
  if (health.failures === 0) await deps.warm(organization, connection).catch(() => {})
}

const TYPES: Readonly<Record<HealthChange, EventType>> = {
  down: 'connection.health.down',
  up: 'connection.health.up',
  keys: 'connection.keys.rotate',
}

function eventOf(
  change: HealthChange,
  { id, organizationId, slug }: Connection,
  before: ConnectionHealth,
  { lastFailure, keys }: ConnectionHealth,
) {
  const kids = (list: ConnectionHealth['keys']) =>
    list
      .map(({ kid, thumbprint }) => kid ?? thumbprint)
      .slice(0, 10)
      .join(', ')
  const detail = {
    down: { check: lastFailure?.check, happened: lastFailure?.sentence },
    up: {},
    keys: { 'before.keys': kids(before.keys), 'after.keys': kids(keys) },
  }[change]
  return {
    organizationId,
    type: TYPES[change],
    outcome: change === 'down' ? ('failure' as const) : ('success' as const),
    actor: { kind: 'system' as const },
    target: { kind: 'connection', id },
    detail: { slug, ...detail },
  }
}

function expiryEvents(
  { id, organizationId, slug, settings }: Connection,
  before: ConnectionHealth,
  { lastProbeAt }: ConnectionHealth,
) {
  const span = { from: before.lastProbeAt, to: lastProbeAt ?? 0 }
  const days = expiryWarning(settings, span)
  if (days === undefined) return []
  const detail = { slug, daysLeft: days, expiresOn: settings.secretExpiresOn }
  return [
    {
      ...{ organizationId, detail, outcome: 'success' as const },
      type: 'connection.secret.expire' as const,
      actor: { kind: 'system' as const },
      target: { kind: 'connection', id },
    },
  ]
}

/** Probes providers in the background, for as long as the server runs. */
export function startHealthKeeper(deps: HealthDeps): Repeating {
  return repeat((signal) => probeDue(deps, signal), {
    ...{ everyMs: EVERY_MS, spread: 0.5 },
    onError: (error) => deps.log.warn({ error }, 'providers could not be looked at'),
  })
}
