import type { EventChainRow } from '../../storage/tables.ts'
import { chainMac, type EventKey } from './event-digest.ts'

/** The end of a chain with its own seal. */
export function authenticated(key: EventKey, chain: Omit<EventChainRow, 'mac'>): EventChainRow {
  return { ...chain, mac: chainMac(key, chain) }
}

export function isAuthentic(key: EventKey, chain: EventChainRow): boolean {
  return chain.mac === chainMac(key, chain)
}
