import type { Db } from '../../storage/database.ts'
import type { EventChainRow, EventRow } from '../../storage/tables.ts'
import {
  countUnsealed,
  findChain,
  findLastSealed,
  hasSealedUpTo,
  listSealed,
} from './chain-store.ts'
import { isAuthentic } from './event-chain.ts'
import { type EventKey, eventDigest } from './event-digest.ts'

/** The first place where the log differs from what was sealed. */
type ChainFault = Readonly<{
  kind: 'changed' | 'missing' | 'inserted' | 'reordered' | 'chain_changed' | 'chain_missing'
  /** The place in the chain, if the fault lies at one event. */
  sequence?: number
  eventId?: string
  message: string
}>

export type ChainReport = Readonly<{
  intact: boolean
  fault?: ChainFault
  /** How many events were compared, up to the fault or the end. */
  checked: number
  /** The first place that is kept; older events were deleted when their time was over. */
  first: number
  /** The end. Kept elsewhere, it proves later that nothing up to it was exchanged. */
  last: number
  digest: string
  /** When the chain began: older events were sealed then, not when they happened. */
  startedAt: number | undefined
  /** Events that have no place yet. */
  unsealed: number
}>

type Deps = Readonly<{ db: Db; key: EventKey; pause?: () => Promise<void> }>
type Expected = Readonly<{ sequence: number; digest: string }>

const PAGE = 1_000

/** Follows the chain from the first event that is kept to its end. */
export async function verifyChain(
  deps: Deps,
  organizationId: string,
  expected?: Expected,
): Promise<ChainReport> {
  const chain = await findChain(deps.db, organizationId)
  const unsealed = await countUnsealed(deps.db, organizationId)
  if (!chain) {
    const sealed = await findLastSealed(deps.db, organizationId)
    // The chain may have begun between the two queries.
    if (sealed && (await findChain(deps.db, organizationId))) {
      return verifyChain(deps, organizationId, expected)
    }
    return withoutChain({ unsealed, isGone: sealed !== undefined || expected !== undefined })
  }
  const { fault, checked } = await follow(deps, chain, expected)
  const now = await findChain(deps.db, organizationId)
  // Old events were deleted meanwhile by retention, so what seems missing is not.
  if (fault && now && now.removed_sequence > chain.removed_sequence) {
    return verifyChain(deps, organizationId, expected)
  }
  return {
    intact: fault === undefined,
    ...(fault && { fault }),
    checked,
    first: chain.removed_sequence + 1,
    last: chain.sequence,
    digest: chain.digest,
    startedAt: chain.started_at,
    unsealed,
  }
}

function withoutChain({ unsealed, isGone }: { unsealed: number; isGone: boolean }): ChainReport {
  const message = 'The end of the chain is gone, though events were sealed.'
  return {
    intact: !isGone,
    ...(isGone && { fault: { kind: 'chain_missing', message } }),
    checked: 0,
    first: 1,
    last: 0,
    digest: '',
    startedAt: undefined,
    unsealed,
  }
}

type Followed = Readonly<{ fault?: ChainFault; checked: number }>

async function follow(
  { db, key, pause }: Deps,
  chain: EventChainRow,
  expected: Expected | undefined,
): Promise<Followed> {
  const { organization_id: organizationId, removed_sequence: removed } = chain
  const before = chainFault(key, chain)
  if (before) return { fault: before, checked: 0 }
  if (await hasSealedUpTo(db, organizationId, removed)) {
    return { fault: atPlace('inserted', removed, 'stands where events were removed'), checked: 0 }
  }
  let place = { sequence: removed, digest: chain.removed_digest }
  for (;;) {
    const rows = await listSealed(db, organizationId, { after: place.sequence, limit: PAGE })
    for (const [index, row] of rows.entries()) {
      const checked = place.sequence - removed
      const sequence = place.sequence + 1
      if (sequence > chain.sequence) {
        const after = (await beyond(db, chain, row)) ?? endFault(chain, place, expected)
        return { ...(after && { fault: after }), checked }
      }
      const digest = eventDigest(key, row, { sequence, previous: place.digest })
      if (row.sequence !== sequence || row.digest !== digest) {
        return { fault: explain(key, rows.slice(index), place), checked }
      }
      if (expected?.sequence === sequence && expected.digest !== digest) {
        return { fault: exchanged(sequence), checked }
      }
      place = { sequence, digest }
    }
    if (rows.length < PAGE) break
    await pause?.()
  }
  const checked = place.sequence - removed
  const fault = endFault(chain, place, expected)
  return { ...(fault && { fault }), checked }
}

function chainFault(key: EventKey, chain: EventChainRow): ChainFault | undefined {
  const kind = 'chain_changed'
  if (!isAuthentic(key, chain)) {
    const message =
      'The end of the chain is not what this installation wrote: it was changed, or the master key is another one.'
    return { kind, message }
  }
  if (chain.broken_at === null) return undefined
  const at = new Date(chain.broken_at).toISOString()
  return { kind, message: `The end of the chain had been changed by somebody else at ${at}.` }
}

/** Rows beyond the end that was read: the chain has grown meanwhile, or somebody added to it. */
async function beyond(
  db: Db,
  chain: EventChainRow,
  row: EventRow,
): Promise<ChainFault | undefined> {
  const now = await findChain(db, chain.organization_id)
  if (now && now.sequence >= (row.sequence ?? 0)) return undefined
  return atPlace('inserted', row.sequence ?? 0, 'stands after the end of the chain', row)
}

function endFault(
  chain: EventChainRow,
  place: Expected,
  expected: Expected | undefined,
): ChainFault | undefined {
  if (place.sequence < chain.sequence) {
    return atPlace('missing', place.sequence + 1, `is missing, and all up to ${chain.sequence}`)
  }
  if (place.digest !== chain.digest) {
    return atPlace('changed', place.sequence, 'is not the one that the chain ends with')
  }
  if (expected && expected.sequence > chain.sequence) return exchanged(expected.sequence)
  return undefined
}

function exchanged(sequence: number): ChainFault {
  return atPlace(
    'changed',
    sequence,
    'is not the one with the digest that you gave: the log was exchanged',
  )
}

/** What is wrong with the first of these rows as the one after `place`. */
function explain(key: EventKey, rows: readonly EventRow[], place: Expected): ChainFault {
  const [row] = rows
  const sequence = place.sequence + 1
  const fits = (one: EventRow, after: Expected) =>
    one.digest === eventDigest(key, one, { sequence: after.sequence + 1, previous: after.digest })
  const rightful = rows.find((one) => fits(one, place))
  if (!rightful) {
    const isGap = row?.sequence !== sequence
    if (isGap) return atPlace('missing', sequence, 'is missing')
    return atPlace('changed', sequence, 'does not say what it said when it was sealed', row)
  }
  const next = { sequence, digest: rightful.digest ?? '' }
  if (row === rightful || (row && fits(row, next))) {
    return atPlace('reordered', sequence, 'is not in its place', row)
  }
  return atPlace('inserted', sequence, 'was put in', row)
}

function atPlace(
  kind: ChainFault['kind'],
  sequence: number,
  what: string,
  row?: EventRow,
): ChainFault {
  const message = `Event ${sequence}${row ? ` (${row.id})` : ''} ${what}.`
  return { kind, sequence, ...(row && { eventId: row.id }), message }
}
