import { createHmac } from 'node:crypto'
import type { EventChainRow, EventRow } from '../../storage/tables.ts'

/** What seals the log: a key that whoever has only the database has not. */
export type EventKey = Uint8Array

/** Of the master key's many keys the one that seals events (`Sealer.keyFor`). */
export const EVENT_KEY_PURPOSE = 'latchkey audit log 1'

export type Place = Readonly<{ sequence: number; previous: string }>

/** Before the first event of a chain there is none. */
export const NO_DIGEST = ''

/** Over every column as it is stored, its place, and the digest before: the chain's link. */
export function eventDigest(key: EventKey, row: EventRow, { sequence, previous }: Place): string {
  return hmac(key, [
    'event',
    row.organization_id,
    sequence,
    previous,
    row.id,
    row.at,
    row.type,
    row.outcome,
    row.actor_kind,
    row.actor_id,
    row.target_kind,
    row.target_id,
    row.detail,
  ])
}

/** The end of the chain vouches for itself, so that it cannot be moved to an earlier event. */
export function chainMac(key: EventKey, chain: Omit<EventChainRow, 'mac'>): string {
  return hmac(key, [
    'chain',
    chain.organization_id,
    chain.started_at,
    chain.sequence,
    chain.digest,
    chain.removed_sequence,
    chain.removed_digest,
    chain.broken_at,
  ])
}

/** A list as JSON has one spelling and no two lists share it: it needs no canonical form of its own. */
function hmac(key: EventKey, values: readonly (string | number | null)[]): string {
  return createHmac('sha256', key).update(JSON.stringify(values)).digest('base64url')
}
