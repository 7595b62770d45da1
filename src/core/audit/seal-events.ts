import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../storage/database.ts'
import type { EventChainRow } from '../../storage/tables.ts'
import {
  findLastSealed,
  holdChain,
  insertChain,
  listUnsealed,
  listUnsealedOrganizations,
  updateChain,
  writeSeals,
} from './chain-store.ts'
import { authenticated, isAuthentic } from './event-chain.ts'
import { type EventKey, eventDigest, NO_DIGEST } from './event-digest.ts'

type Deps = Readonly<{ db: Db; now: Clock; key: EventKey }>

const BATCH = 200

/**
 * Gives every committed event its place in its organization's chain. It runs in the background, so that
 * no sign-in waits for another; of several nodes one at a time adds to a chain.
 */
export async function sealEvents(deps: Deps): Promise<void> {
  for (const organizationId of await listUnsealedOrganizations(deps.db)) {
    while ((await sealBatch(deps, organizationId)) === BATCH) {}
  }
}

/**
 * How far this process has seen each chain come. Somebody with the database alone can delete a chain
 * with its seals, or restore an earlier end of it, and what is left would be sealed anew; while this
 * process runs, it notices.
 */
const reached = new WeakMap<Db, Map<string, number>>()

/** Returns how many it sealed: none if another node has the chain. */
async function sealBatch(deps: Deps, organizationId: string): Promise<number> {
  const seen = reached.get(deps.db) ?? new Map<string, number>()
  reached.set(deps.db, seen)
  const sealed = await sealIn(deps, organizationId, seen.get(organizationId) ?? 0)
  if (sealed) seen.set(organizationId, sealed.last)
  return sealed?.count ?? 0
}

type SealedBatch = Readonly<{ count: number; last: number }>

async function sealIn(
  { db, now, key }: Deps,
  organizationId: string,
  seen: number,
): Promise<SealedBatch | undefined> {
  return db.transaction().execute(async (tx) => {
    const chain = await continued(tx, { key, organizationId, at: now(), seen })
    if (!chain) return
    const rows = await listUnsealed(tx, organizationId, BATCH)
    let { sequence, digest } = chain
    const seals = rows.map((row) => {
      sequence += 1
      digest = eventDigest(key, row, { sequence, previous: digest })
      return { id: row.id, sequence, digest }
    })
    if (seals.length === 0) return
    await writeSeals(tx, seals)
    await updateChain(tx, authenticated(key, { ...chain, sequence, digest }))
    return { count: seals.length, last: sequence }
  })
}

type Wanted = Readonly<{ key: EventKey; organizationId: string; at: number; seen: number }>

async function continued(
  tx: Db,
  { key, organizationId, at, seen }: Wanted,
): Promise<EventChainRow | undefined> {
  const chain = await holdChain(tx, organizationId)
  if (chain && isAuthentic(key, chain)) {
    return chain.sequence < seen ? { ...chain, broken_at: chain.broken_at ?? at } : chain
  }
  const last = await findLastSealed(tx, organizationId)
  if (chain) {
    // Somebody else wrote it. Not sealing any more would leave later events open to change; instead the
    // fact is sealed as well, and every later check reports it.
    return { ...chain, ...endOf(chain, last), broken_at: at }
  }
  const started: EventChainRow = authenticated(key, {
    organization_id: organizationId,
    started_at: at,
    sequence: last?.sequence ?? 0,
    digest: last?.digest ?? NO_DIGEST,
    removed_sequence: 0,
    removed_digest: NO_DIGEST,
    // Sealed events without a chain, or a chain that had come further: somebody deleted its row.
    broken_at: last || seen > 0 ? at : null,
    checked_at: null,
    check_result: null,
  })
  return (await insertChain(tx, started)) ? started : undefined
}

/** The end of the chain: at least the highest place that is taken. */
function endOf(chain: EventChainRow, last: Readonly<{ sequence: number | null }> | undefined) {
  return { sequence: Math.max(chain.sequence, last?.sequence ?? 0) }
}
