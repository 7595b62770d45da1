import { createHmac } from 'node:crypto'
import type { EventChainRow, EventRow } from '../../storage/tables.ts'

/** The key that seals the log, which is not in the database. */
export type EventKey = Uint8Array

/** The purpose for which that key is derived from the master key (`Sealer.keyFor`). */
export const EVENT_KEY_PURPOSE = 'latchkey audit log 1'

export type Place = Readonly<{ sequence: number; previous: string }>

/** Stands for the digest before the first event of a chain. */
export const NO_DIGEST = ''

/** A link of the chain: over every column as stored, the event's place, and the previous digest. */
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

/** Seals the end of the chain, so that it cannot be moved back to an earlier event. */
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

/** JSON of a flat list is unambiguous, so no canonical form is needed. */
function hmac(key: EventKey, values: readonly (string | number | null)[]): string {
  return createHmac('sha256', key).update(JSON.stringify(values)).digest('base64url')
}
